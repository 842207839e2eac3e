import type { Made } from './drift.ts';

export const tiltfile: Made = () => {
  const file = 'Tiltfile';
  const dev = 'build-agrees';
  const hot = 'hot-reload-agrees';
  return [
    { file, from: "target=services[name]['build']['target']", to: "target='run'", rule: dev },
    { file, from: "target=services[name]['build']['target']", to: "target='deps'", rule: dev },
    { file, from: 'dockerfile=dockerfile', to: "dockerfile='Dockerfile.backend'", rule: dev },
    { file, from: "'.',\n", to: "'.',\n        build_args={'LEVEL': '3'},\n", rule: dev, line: 'build_args=' },
    {
      file: 'compose.dev.yaml',
      from: 'dockerfile: Dockerfile.backend, target: dev }',
      to: 'dockerfile: Dockerfile.backend, target: dev, args: { LEVEL: 3 } }',
      rule: dev,
    },
    {
      file,
      from: "sync(rule['path'], rule['target'])",
      to: "sync(rule['path'], '/srv/' + rule['path'])",
      rule: hot,
      line: 'live_update=',
    },
    { file, from: "+ [sync(rule['path'], rule['target']) for rule in syncs]", to: '', rule: hot, line: 'live_update=' },
    { file, from: 'for rule in syncs]\n', to: 'for rule in syncs[1:]]\n', rule: hot, line: 'live_update=' },
    {
      file,
      from: "[fall_back_on(rule['path'])",
      to: "[fall_back_on('backend')] + [fall_back_on(rule['path'])",
      rule: hot,
      line: 'live_update=',
    },
    { file, from: 'trigger=MANIFESTS)]', to: "trigger=['backend/data'])]", rule: hot, line: 'live_update=' },
    { file, from: "'after': ['postgres'], 'once'", to: "'after': [], 'once'", rule: 'order-agrees' },
    {
      file,
      behind: "'backend': {",
      from: "'after': ['migrate', 'redis']",
      to: "'after': ['redis']",
      rule: 'order-agrees',
      line: "'backend': {",
    },
    {
      file,
      behind: "'backend': {",
      from: "'after': ['migrate', 'redis']",
      to: "'after': ['migrate']",
      rule: 'order-agrees',
      line: "'backend': {",
    },
    { file, behind: "'worker': {", from: "'after': ['migrate', 'redis']", to: "'after': []", rule: 'order-agrees' },
    {
      file,
      behind: "'frontend': {",
      from: "'after': ['backend']",
      to: "'after': []",
      rule: 'order-agrees',
      line: "'frontend': {",
    },
    { file, from: "'after': ['secrets'], 'forward'", to: "'after': [], 'forward'", rule: 'order-agrees' },
    { file, from: "'8000:8000'", to: "'8001:8000'", rule: 'forward-agrees' },
    { file, from: "'8000:8000'", to: "'8000:8080'", rule: 'forward-agrees' },
    { file, from: "'3000:3000'", to: "'3001:3000'", rule: 'forward-agrees' },
    { file, from: "'5435:5432'", to: "'5436:5432'", rule: 'forward-agrees' },
    {
      file,
      from: "values-dev.yaml' % chart",
      to: "values.yaml' % chart",
      rule: 'tilt-runs-the-same',
      line: 'tag: dev',
      lineIn: 'helm/backend/values-dev.yaml',
    },
    {
      file,
      from: "for chart in ['data', 'backend', 'frontend']",
      to: "for chart in ['data', 'backend']",
      rule: 'tilt-runs-the-same',
      line: 'apiVersion: apps/v1',
      lineIn: 'helm/frontend/templates/deployment.yaml',
    },
  ];
};
