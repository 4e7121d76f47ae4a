"""Counting together: several processes, of which some have ended."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.failures.small_disk import small_disk

HOUSE = Path(__file__).parents[2]
COUNT = "metrics.count_request('/x', 'GET', 200, 0.02)"
TELL = "sys.stdout.buffer.write(metrics.exposition(Nothing()))"
PROGRAM = """
import sys
from prometheus_client.registry import Collector
from community import metrics

class Nothing(Collector):
    def collect(self):
        return []
"""

# A second thread begins while the first makes its files; if it makes some, too, they come once the first has counted.
AT_ONCE = """
import threading
from pathlib import Path

def count():
    metrics.count_request('/x', 'GET', 200, 0.02)

def write_in_turn(path, content):
    if threading.current_thread() is second:
        second_writes.set()
        first_has_counted.wait()
    else:
        if not second.ident:
            second.start()
        second_writes.wait(0.5)  # in vain, as it should be
    return write(path, content)

write, Path.write_bytes = Path.write_bytes, write_in_turn
second, second_writes, first_has_counted = threading.Thread(target=count), threading.Event(), threading.Event()
count()
first_has_counted.set()
second.join()
count()
"""


@pytest.fixture
def run(tmp_path):
    """Have a process of its own do something in the folder that all share."""

    def do(*what, folder=tmp_path / "metrics"):
        environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(folder)}
        command = [sys.executable, "-c", "\n".join([PROGRAM, *what])]
        return subprocess.run(command, cwd=HOUSE, env=environment, check=True, capture_output=True, text=True).stdout

    return do


def figures(text):
    return {
        sample.name: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if "le" not in sample.labels
    }


def test_what_each_process_counted_is_added_up_also_when_it_has_ended(run, tmp_path):
    run(COUNT, "metrics.count_job('a.job', done=True)")
    run(COUNT, COUNT)
    for asked in (1, 2):  # whoever has ended is gathered by the first who asks
        told = figures(run(COUNT, TELL))
        assert told["ripples_requests_total"] == 3 + asked
        assert told["ripples_request_seconds_count"] == 3 + asked
        assert told["ripples_request_seconds_sum"] == pytest.approx(0.02 * (3 + asked))
        assert told["ripples_jobs_total"] == 1
    names = {path.name.partition("_")[2] for path in (tmp_path / "metrics").glob("*.db")}
    assert len(names) == 2  # those who are gone, and the last one
    assert "gone.db" in names


def test_threads_that_count_for_the_first_time_at_once_count_into_one_file(run):
    told = figures(run(AT_ONCE, TELL))
    assert (told.get("ripples_requests_total"), told.get("ripples_request_seconds_count")) == (3, 3)


def test_a_process_that_has_no_room_works_and_does_not_count(run, tmp_path):
    (tmp_path / "file").touch()
    assert run(COUNT, "print('done')", folder=tmp_path / "file" / "metrics") == "done\n"


def test_a_disk_that_becomes_full_ends_no_process_that_counts(run):
    with small_disk(3) as disk:
        fill = f"import subprocess; subprocess.call(['dd', 'if=/dev/zero', 'of={disk.folder}/ballast'], stderr=-3)"
        many = "[metrics.count_request(f'/{number}', 'GET', 200, 0.02) for number in range(100)]"
        assert run(COUNT, fill, many, "print('done')", folder=disk.folder) == "done\n"
        assert run(COUNT, "print('done')", folder=disk.folder) == "done\n"  # one that begins on it
