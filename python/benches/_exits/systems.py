"""The ways to log that are compared, each set up as its own documentation says."""

from __future__ import annotations

import contextlib
import logging
import os
from typing import Protocol


class System(Protocol):
    """A way to log."""

    #: Whether its documentation has it set up in each worker, by gunicorn's `post_fork` or Celery's
    #: `worker_process_init`, instead of once before the fork.
    after_fork: bool

    def start(self, name: str, url: str) -> None:
        """Set it up; `name` is what all that is logged belongs to."""

    def log(self, line: str) -> None: ...

    def end(self) -> None:
        """End in good order."""


class Convlog:
    """`import convlog`, one conversation, one function event; address and spool come from the environment."""

    after_fork = False

    def start(self, name: str, url: str) -> None:
        import convlog

        self._scopes = contextlib.ExitStack()
        self._conv = convlog.Conversation(name)
        self._scopes.enter_context(self._conv.turn())
        # Left open by whoever does not end in good order, as it would be.
        self._conv.function("work").open()

    def log(self, line: str) -> None:
        self._conv.log.info("Line", line=line)

    def end(self) -> None:
        import convlog

        self._scopes.close()
        self._conv.end()
        convlog.shutdown()


class OpenTelemetry:
    """The logs SDK: a provider, the batch processor, the OTLP exporter over HTTP, the handler of the standard library.

    After the examples of opentelemetry-python; for gunicorn, its page on the fork process model.
    """

    after_fork = True

    def start(self, name: str, url: str) -> None:
        from opentelemetry._logs import set_logger_provider
        from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
        from opentelemetry.instrumentation.logging.handler import LoggingHandler
        from opentelemetry.sdk._logs import LoggerProvider
        from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
        from opentelemetry.sdk.resources import Resource

        self._provider = LoggerProvider(resource=Resource.create({"service.name": name}))
        set_logger_provider(self._provider)
        exporter = OTLPLogExporter(endpoint=f"{url}/v1/logs")
        self._provider.add_log_record_processor(BatchLogRecordProcessor(exporter))
        self._logger = logging.getLogger("exits")
        self._logger.setLevel(logging.INFO)
        self._logger.addHandler(LoggingHandler(level=logging.NOTSET, logger_provider=self._provider))

    def log(self, line: str) -> None:
        self._logger.info("Line", extra={"line": line})

    def end(self) -> None:
        self._provider.shutdown()


class Logfire:
    """Logfire as for a server of one's own: a token and a base address, with which it also retries from disk."""

    after_fork = True

    def start(self, name: str, url: str) -> None:
        import logfire

        self._logfire = logfire
        os.environ["LOGFIRE_SEND_TO_LOGFIRE"] = "true"
        logfire.configure(
            service_name=name,
            token="made-up-token",
            console=False,
            inspect_arguments=False,
            advanced=logfire.AdvancedOptions(base_url=url),
        )

    def log(self, line: str) -> None:
        self._logfire.info("Line", line=line)

    def end(self) -> None:
        self._logfire.shutdown()


SYSTEMS: dict[str, type[System]] = {
    "convlog": Convlog,
    "convlog-no-spool": Convlog,
    "opentelemetry": OpenTelemetry,
    "logfire": Logfire,
}
