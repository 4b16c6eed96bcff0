// Docker files are checked as text here: no Docker engine runs them in this repository's tests.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SERVICE_PROCESSES } from './distributed.ts';
import { GATEWAY_ROUTES } from './gateway.ts';

const root = join(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

interface ComposeService {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly secrets?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: readonly string[] | Readonly<Record<string, unknown>>;
  readonly restart?: string;
  readonly mem_limit?: string;
  readonly healthcheck?: { readonly test: readonly string[] };
}

const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Readonly<Record<string, ComposeService>>;
  secrets: Readonly<Record<string, { file: string }>>;
};
const services = Object.entries(compose.services);

describe('docker-compose.yml', () => {
  it('runs the entry of every service that the local installation runs', () => {
    const commands = services.map(([, service]) => service.command?.[0]);
    for (const { entry } of Object.values(SERVICE_PROCESSES)) expect(commands).toContain(entry);
  });

  it('names only entries that exist, images with a version, secrets and services that are declared', () => {
    for (const [name, service] of services) {
      const entry = service.command?.[0];
      if (entry?.endsWith('.ts')) expect(existsSync(join(root, entry)), `${name}: ${entry}`).toBe(true);
      expect(service.image, name).toMatch(/:[a-z0-9.]+$/);
      for (const secret of service.secrets ?? []) expect(compose.secrets, name).toHaveProperty(secret);
      const needed = Array.isArray(service.depends_on)
        ? service.depends_on
        : Object.keys(service.depends_on ?? {});
      for (const dependency of needed) expect(compose.services, name).toHaveProperty(dependency);
    }
  });

  it('bounds the memory of everything, and asks whatever stays up how it is', () => {
    for (const [name, service] of services) {
      expect(service.mem_limit, name).toMatch(/^\d+[mg]$/);
      const staysUp = service.restart === 'unless-stopped' && name !== 'gateway';
      expect(service.healthcheck !== undefined, name).toBe(staysUp);
    }
  });

  it('asks each service at the port the gateway reaches it at', () => {
    const caddyfile = read('infra/gateway/Caddyfile');
    const asked = services.filter(
      ([, { healthcheck }]) => healthcheck?.test[2] === 'infra/docker/is-ready.ts',
    );
    expect(asked).toHaveLength(4);
    for (const [name, { healthcheck }] of asked)
      expect(caddyfile).toContain(`reverse_proxy ${name}:${healthcheck?.test[3]}`);
    expect(existsSync(join(root, 'infra/docker/is-ready.ts'))).toBe(true);
  });

  it('takes every secret from a file that the secrets script writes', () => {
    const script = read('infra/docker/compose-secrets.sh');
    for (const [name, { file }] of Object.entries(compose.secrets)) {
      expect(file).toBe(`./secrets/${name}`);
      expect(script).toContain(`write_once ${name} `);
    }
  });
});

describe('the image', () => {
  it('copies what the lock file speaks of, or npm would refuse to install', () => {
    const { workspaces } = JSON.parse(read('package.json')) as { workspaces: string[] };
    const dockerfile = read('infra/docker/Dockerfile');
    for (const workspace of workspaces) {
      const folder = workspace.replace('/*', '');
      expect(dockerfile).toMatch(new RegExp(`^COPY ${folder}(/package.json)? ${folder}`, 'm'));
    }
  });
});

describe('the gateway', () => {
  it('keeps its answer to unknown paths behind the routes, where a bare `respond` would come before them', () => {
    const lines = read('infra/gateway/Caddyfile').split('\n');
    const bare = lines.filter((line) => /^\t(respond|reverse_proxy)\b/.test(line));
    expect(bare).toEqual([]);
  });

  it('routes the same prefixes in containers as locally', () => {
    const caddyfile = read('infra/gateway/Caddyfile');
    for (const prefix of Object.keys(GATEWAY_ROUTES)) expect(caddyfile).toContain(`${prefix}*`);
  });
});
