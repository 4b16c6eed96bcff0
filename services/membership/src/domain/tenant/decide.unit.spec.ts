import { specify } from '@copse/event-store/specification';
import { describe, it } from 'vitest';
import { tenantDecider } from './decide.ts';
import type { TenantEvent } from './events.ts';

const { given } = specify(tenantDecider);

const acme = { tenantId: 'acme', name: 'Acme Bridges' };
const registered: TenantEvent = { type: 'tenant-registered', data: acme };

describe('registering a tenant', () => {
  it('takes a free id', () => {
    given([])
      .when({ type: 'register-tenant', ...acme })
      .then([registered]);
  });

  it('stays quiet when repeated', () => {
    given([registered])
      .when({ type: 'register-tenant', ...acme })
      .thenNothing();
  });

  it('refuses an id that another tenant has', () => {
    given([registered])
      .when({ type: 'register-tenant', tenantId: 'acme', name: 'Acme Tunnels' })
      .thenRejected('tenant-id-taken');
  });
});
