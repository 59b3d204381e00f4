#!/usr/bin/env bash
# Join the tasks of slurm_array.sh: counts what they found, writes the report. A missing task is named, with exit code 2.
#SBATCH --job-name=corpusstat-merge
#SBATCH --cpus-per-task=8
#SBATCH --mem=64G
set -euo pipefail

exec corpusstat merge "${OUT:?}"/tasks/* -o "$OUT/run" -j "${SLURM_CPUS_PER_TASK:-1}" --memory "${MEMORY:-56GiB}"
