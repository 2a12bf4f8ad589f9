/* What users, groups, roles and system permissions have in common: the way between them. */
import { Nav, NavItem, NavList, PageSection } from "@patternfly/react-core";
import type { ReactNode } from "react";
import { NavLink } from "react-router-dom";
import { t } from "@/strings";

const parts: [string, string][] = [
  ["/users", t.nav.users],
  ["/groups", t.users.groups],
  ["/roles", t.users.roles],
  ["/permissions", t.users.system],
];

export function Area({ path, children }: { path: string; children: ReactNode }) {
  return (
    <>
      <PageSection hasBodyWrapper={false} type="subnav">
        <Nav variant="horizontal-subnav" aria-label={t.users.tabs}>
          <NavList>
            {parts.map(([to, title]) => (
              <NavItem key={to} isActive={to === path}>
                <NavLink to={to}>{title}</NavLink>
              </NavItem>
            ))}
          </NavList>
        </Nav>
      </PageSection>
      {children}
    </>
  );
}
