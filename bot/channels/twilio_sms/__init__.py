"""SMS by Twilio's Programmable Messaging (https://www.twilio.com/docs/messaging)."""

from bot.channels.twilio_sms.channel import (
    TwilioConfig,
    TwilioSms,
    open_sms,
    open_sms_campaigns,
)

__all__ = ["TwilioConfig", "TwilioSms", "open_sms", "open_sms_campaigns"]
