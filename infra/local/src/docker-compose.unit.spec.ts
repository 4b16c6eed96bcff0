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

  it('takes every secret from a file that the secrets script writes', () => {
    const script = read('infra/docker/compose-secrets.sh');
    for (const [name, { file }] of Object.entries(compose.secrets)) {
      expect(file).toBe(`./secrets/${name}`);
      expect(script).toContain(`write_once ${name} `);
    }
  });
});

describe('the gateway', () => {
  it('routes the same prefixes in containers as locally', () => {
    const caddyfile = read('infra/gateway/Caddyfile');
    for (const prefix of Object.keys(GATEWAY_ROUTES)) expect(caddyfile).toContain(`${prefix}*`);
  });
});
