"""Free ports, and waiting until somebody listens on one."""

import socket
import subprocess
import time


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_open(port: int, running: "subprocess.Popen[bytes]", seconds: float = 60.0) -> None:
    """Return when the port accepts; RuntimeError when the process ended or time is up."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if running.poll() is not None:
            raise RuntimeError(f"the service ended with {running.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the service does not listen")
