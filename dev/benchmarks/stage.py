"""A running Odoo with a sandbox and a database of their own, started when the first measurement asks for it."""

import json

from bootstrap import set_up
from databases import Databases
from demo_servers import Demo
from environment import Environment
from main_job import Context, Job


class Stage:
    """What measurements work with; everything is thrown away at the end."""

    def __init__(self):
        self.environment = Environment.load()
        self.databases = Databases(self.environment)
        self._demo = None
        self._job = None

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        if self._demo:
            self._demo.forget()

    @property
    def demo(self):
        """Return the running servers."""
        if not self._demo:
            demo = self._demo = Demo("bench")
            demo.forget()
            set_up(browser=False, then=demo.steps())
        return self._demo

    @property
    def job(self):
        """Return the main job's client, connected to the sandbox's organisation, contacts imported."""
        if not self._job:
            job = self._job = Job(Context(**json.loads(self.demo.context("au"))))
            for step in (job.manage, job.connect, job.contacts):
                step()
        return self._job
