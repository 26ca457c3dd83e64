"""One report: conversation and record, read without changing anything."""

from aiohttp import web

from admin.desk import Desk
from admin.report_view import show_report


async def show(desk: Desk) -> web.Response:
    """The page of a report."""
    return await show_report(desk)
