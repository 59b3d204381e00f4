"""An audit by spark-submit; every option of `corpusstat audit` may follow.

  spark-submit --conf spark.executorEnv.POLARS_MAX_THREADS=1 pipelines/spark_audit.py s3://lake/corpus /data/run
  spark-submit … pipelines/spark_audit.py table:lake.web s3://audits/web --domain source

The run is written by the driver. Where its disk goes when it ends (cluster mode, Kubernetes), name a URI for it: the
run is then written to a temporary folder, and copied when it is complete. docs/cluster.md says what must be installed.
"""

from __future__ import annotations

import sys
from tempfile import TemporaryDirectory

from corpusstat.cli import main


def audit(corpus: str, out: str, *options: str) -> int:
    if "://" not in out:
        return main(["audit", corpus, "-o", out, "--engine", "spark", *options])
    from pyarrow.fs import FileSystem, LocalFileSystem, copy_files

    with TemporaryDirectory() as folder:
        run = f"{folder}/run"
        code = main(["audit", corpus, "-o", run, "--engine", "spark", *options])
        if code == 0:
            system, path = FileSystem.from_uri(out)
            copy_files(run, path, LocalFileSystem(), system)
        return code


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(f"usage: spark-submit {sys.argv[0]} CORPUS|table:NAME RUN [options of corpusstat audit]")
    sys.exit(audit(*sys.argv[1:]))
