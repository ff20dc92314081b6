"""The address we listen on.

The parent binds it and hands it to gunicorn: a busy port is known at once and said in words,
and the address stays ours while gunicorn is started again.
"""

import errno
import ipaddress
import socket
import time


class PortBusy(Exception):
    """Another program listens there."""


class BadAddress(Exception):
    """There is no such address on this machine, or we may not use it."""


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int, patience: float = 0.0) -> socket.socket:
    """A listening socket. `patience`: seconds to wait for a server that is just ending."""
    until = time.monotonic() + patience
    while True:
        try:
            return _listen(host, port)
        except PortBusy:
            if time.monotonic() >= until:
                raise
            time.sleep(0.2)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, OverflowError) as error:
        raise BadAddress(str(error)) from None
    listener = socket.socket(family, kind, protocol)
    try:
        # After a restart the old connections may still be closing (TIME_WAIT).
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(512)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortBusy from None
        raise BadAddress(error.strerror or str(error)) from None
    return listener


def address_of(host: str, port: int) -> str:
    """What to type into a browser on this machine."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(host, host)  # noqa: S104
    if ":" in shown and not shown.startswith("["):
        shown = f"[{shown}]"
    return f"http://{shown}:{port}"
