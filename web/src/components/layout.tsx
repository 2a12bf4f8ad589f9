/* The frame of every page: head, navigation, and a warning while the engine does not answer. */
import {
  AboutModal,
  Alert,
  Button,
  Divider,
  Dropdown,
  DropdownGroup,
  DropdownItem,
  DropdownList,
  Masthead,
  MastheadBrand,
  MastheadContent,
  MastheadLogo,
  MastheadMain,
  MastheadToggle,
  MenuToggle,
  Nav,
  NavGroup,
  NavItem,
  Page,
  PageSection,
  PageSidebar,
  PageSidebarBody,
  PageToggleButton,
  SkipToContent,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from "@patternfly/react-core";
import { BarsIcon, UserIcon } from "@patternfly/react-icons";
import { Suspense, useState } from "react";
import { Link, NavLink, Outlet, useLocation } from "react-router-dom";
import { useItem } from "@/api/hooks";
import { useConnected } from "@/api/live";
import { logOut, useSession } from "@/api/session";
import { navigation } from "@/pages";
import { t } from "@/strings";
import { setTheme, type Theme, useTheme } from "@/theme";
import { Loading } from "./states";

const MAIN = "main";
const themes: [Theme, string][] = [
  ["light", t.menu.light],
  ["dark", t.menu.dark],
  ["system", t.menu.system],
];

interface Root {
  product_info?: { version?: { full_version?: string } };
  berth?: { version?: string };
}

function About({ onClose }: { onClose: () => void }) {
  const { data } = useItem<Root>("");
  return (
    <AboutModal
      isOpen
      onClose={onClose}
      productName={t.common.product}
      brandImageSrc="/favicon.svg"
      brandImageAlt={t.common.product}
      trademark={t.menu.aboutText}
    >
      <dl>
        <dt>{t.menu.apiVersion}</dt>
        <dd>{data?.product_info?.version?.full_version ?? t.common.loading}</dd>
      </dl>
    </AboutModal>
  );
}

function UserMenu() {
  const user = useSession()?.user ?? "";
  const theme = useTheme();
  const [open, setOpen] = useState(false);
  const [about, setAbout] = useState(false);
  return (
    <>
      <Dropdown
        isOpen={open}
        onOpenChange={setOpen}
        onSelect={() => setOpen(false)}
        popperProps={{ position: "right" }}
        toggle={(ref) => (
          <MenuToggle
            ref={ref}
            isExpanded={open}
            onClick={() => setOpen(!open)}
            icon={<UserIcon />}
            aria-label={t.menu.user(user)}
          >
            {user}
          </MenuToggle>
        )}
      >
        <DropdownGroup label={t.menu.theme}>
          <DropdownList>
            {themes.map(([value, title]) => (
              <DropdownItem key={value} isSelected={theme === value} onClick={() => setTheme(value)}>
                {title}
              </DropdownItem>
            ))}
          </DropdownList>
        </DropdownGroup>
        <Divider />
        <DropdownList>
          <DropdownItem onClick={() => setAbout(true)}>{t.menu.about}</DropdownItem>
          <DropdownItem onClick={() => void logOut()}>{t.menu.logOut}</DropdownItem>
        </DropdownList>
      </Dropdown>
      {about && <About onClose={() => setAbout(false)} />}
    </>
  );
}

function Head() {
  return (
    <Masthead>
      <MastheadMain>
        <MastheadToggle>
          <PageToggleButton variant="plain" aria-label={t.menu.toggleNavigation}>
            <BarsIcon />
          </PageToggleButton>
        </MastheadToggle>
        <MastheadBrand>
          <MastheadLogo component={(props) => <Link {...props} to="/" />}>
            <img src="/favicon.svg" alt="" width={28} height={28} />{" "}
            <strong className="berth-brand">{t.common.product}</strong>
          </MastheadLogo>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <Toolbar isStatic>
          <ToolbarContent>
            <ToolbarItem align={{ default: "alignEnd" }}>
              <UserMenu />
            </ToolbarItem>
          </ToolbarContent>
        </Toolbar>
      </MastheadContent>
    </Masthead>
  );
}

function isActive(path: string, now: string): boolean {
  return path === "/" ? now === "/" : now === path || now.startsWith(`${path}/`);
}

function Sidebar() {
  const { pathname } = useLocation();
  return (
    <PageSidebar>
      <PageSidebarBody>
        <Nav aria-label={t.menu.navigation}>
          {navigation.map(({ title, pages }) => (
            <NavGroup key={title} title={title}>
              {pages.map((page) => (
                <NavItem key={page.path} isActive={isActive(page.path, pathname)}>
                  <NavLink to={page.path}>{page.title}</NavLink>
                </NavItem>
              ))}
            </NavGroup>
          ))}
        </Nav>
      </PageSidebarBody>
    </PageSidebar>
  );
}

export function Layout() {
  const connected = useConnected();
  return (
    <Page
      masthead={<Head />}
      sidebar={<Sidebar />}
      isManagedSidebar
      mainContainerId={MAIN}
      skipToContent={<SkipToContent href={`#${MAIN}`}>{t.common.skipToContent}</SkipToContent>}
    >
      {!connected && (
        <PageSection hasBodyWrapper={false}>
          <Alert
            isInline
            variant="warning"
            title={t.common.notConnected}
            role="alert"
            actionLinks={
              <Button variant="link" isInline onClick={() => window.location.reload()}>
                {t.common.retry}
              </Button>
            }
          />
        </PageSection>
      )}
      <Suspense fallback={<Loading />}>
        <Outlet />
      </Suspense>
    </Page>
  );
}
