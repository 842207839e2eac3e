import type { Made } from './drift.ts';

export const security: Made = () => {
  const rule = 'security-agrees';
  const add = { rule, to: 'securityContext: {privileged: true}' };
  return [
    { file: 'compose.yaml', behind: '  postgres:\n', from: 'read_only: true', to: 'read_only: false', rule },
    { file: 'compose.yaml', behind: '  redis:\n', from: 'read_only: true', to: 'read_only: false', rule },
    {
      file: 'compose.yaml',
      behind: '  redis:\n',
      from: 'read_only: true',
      to: 'read_only: true\n    privileged: true',
      rule,
      line: 'privileged: true',
    },
    { file: 'compose.yaml', behind: '  redis:\n', from: '    user: redis', to: '    cap_add: [NET_ADMIN]', rule },
    { file: 'compose.yaml', behind: '  postgres:\n', from: 'user: postgres', to: "user: '1000'", rule },
    { file: 'compose.run.yaml', behind: 'x-backend', from: 'read_only: true', to: 'read_only: false', rule },
    { file: 'compose.run.yaml', behind: '  frontend:', from: 'read_only: true', to: 'read_only: false', rule },
    {
      file: 'compose.yaml',
      from: 'cap_drop: [ALL]',
      to: 'cap_drop: [ALL]\n  cap_add: [SYS_TIME]',
      rule,
      line: 'cap_add:',
    },
    {
      file: 'helm/backend/values.yaml',
      from: 'readOnlyRootFilesystem: true',
      to: 'readOnlyRootFilesystem: false',
      rule,
    },
    {
      file: 'helm/frontend/values.yaml',
      from: 'readOnlyRootFilesystem: true',
      to: 'readOnlyRootFilesystem: false',
      rule,
    },
    {
      file: 'helm/data/templates/_helpers.tpl',
      from: 'readOnlyRootFilesystem: true',
      to: 'readOnlyRootFilesystem: false',
      rule,
    },
    { file: 'helm/data/templates/_helpers.tpl', from: 'allowPrivilegeEscalation: false', to: 'privileged: true', rule },
    { file: 'helm/backend/templates/_helpers.tpl', from: 'runAsUser: 65532', to: 'runAsUser: 1000', rule },
    {
      file: 'helm/frontend/templates/deployment.yaml',
      from: 'securityContext: {{- include "containerSecurity" . | nindent 12 }}',
      ...add,
    },
    {
      file: 'helm/backend/templates/worker.yaml',
      from: 'securityContext: {{- include "containerSecurity" . | nindent 12 }}',
      ...add,
    },
    { file: 'Dockerfile.backend', behind: 'mkdir /run/evenkeel', from: 'USER 65532', to: 'USER 1000', rule },
    { file: 'Dockerfile.frontend', from: 'USER 65532', to: 'USER 0', rule },
  ];
};
