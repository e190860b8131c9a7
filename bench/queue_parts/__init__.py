"""The parts of job_queue.py and chaos.py."""
