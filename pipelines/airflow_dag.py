"""An audit of every day's snapshot with Airflow 3: a bad request fails at once, bad data or a lost node is tried again.

corpusstat needs to be installed only where the tasks run. The variables ``corpus`` and ``audits`` are two folders: the
snapshot of a day is ``<corpus>/2026-11-29``, its run ``<audits>/2026-11-29``.
"""

from __future__ import annotations

import json
import subprocess
from datetime import datetime, timedelta

from airflow.exceptions import AirflowFailException
from airflow.sdk import Variable, dag, task


def corpusstat(*arguments: str) -> dict:
    """Run a command with --json; exit code 2 is a request that stays wrong however often it is tried."""
    done = subprocess.run(["corpusstat", *arguments, "--json"], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode == 2:
        raise AirflowFailException("a bad request: the log has the line that says what to correct")
    done.check_returncode()  # 1 is bad data; 130 and signals: the next try resumes, finished work is kept
    return json.loads(done.stdout)


@dag(
    schedule="@daily",
    start_date=datetime(2026, 11, 1),
    catchup=False,
    default_args={"retries": 3, "retry_delay": timedelta(minutes=10)},
)
def corpus_audit() -> None:
    @task
    def audit(ds: str | None = None) -> dict:
        corpus = corpusstat("audit", f"{Variable.get('corpus')}/{ds}", "-o", f"{Variable.get('audits')}/{ds}", "-q")[
            "corpus"
        ]
        return {name: corpus[name] for name in ("documents", "n", "sr", "sr_low", "sr_high")}  # an XCom is small

    audit()


corpus_audit()
