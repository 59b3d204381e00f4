#!/usr/bin/env bash
# An audit as a Slurm array job: each task reads a slice of the files, on any node, and knows of no other.
#   export CORPUS=/data/fineweb OUT=/data/audits/fineweb
#   job=$(sbatch --parsable --array=1-400 --export=ALL pipelines/slurm_array.sh)
#   sbatch --dependency=afterok:$job --export=ALL pipelines/slurm_merge.sh
# A task that failed or was preempted is started again with the same number (sbatch --array=17,203 …, with
# TASKS=400): it goes on where it stopped.
#SBATCH --job-name=corpusstat
#SBATCH --cpus-per-task=8
#SBATCH --mem=16G
#SBATCH --time=12:00:00
#SBATCH --requeue
set -euo pipefail

task=${SLURM_ARRAY_TASK_ID:?} tasks=${TASKS:-${SLURM_ARRAY_TASK_COUNT:?}}
exec corpusstat audit "${CORPUS:?}" -o "${OUT:?}/tasks/$task" --task "$task/$tasks" \
  -j "${SLURM_CPUS_PER_TASK:-1}" --memory "${MEMORY:-14GiB}" --json
