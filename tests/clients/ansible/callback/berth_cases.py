"""Prints one line of JSON a task that a module of ovirt.ovirt did, for ../run to judge."""
import json

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = '''
name: berth_cases
type: stdout
short_description: one line of JSON a task
description: What ../run reads.
'''


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'stdout'
    CALLBACK_NAME = 'berth_cases'

    def v2_runner_on_ok(self, result):
        self.tell(result, failed=False)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self.tell(result, failed=True)

    def v2_runner_on_unreachable(self, result):
        self.tell(result, failed=True)

    def v2_runner_on_skipped(self, result):
        self.tell(result, failed=False, skipped=True)

    def tell(self, result, **facts):
        fields = result._task_fields
        values = result._result
        print(json.dumps({
            'name': fields['name'], 'module': fields['action'], 'variables': fields['vars'],
            'changed': values.get('changed', False), 'message': str(values.get('msg', '')),
            'details': values.get('module_stderr') or values.get('exception', ''), **facts}),
            flush=True)
