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
import { Fragment, Suspense, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Link, NavLink, Outlet, useLocation } from "react-router-dom";
import { useItem, wordsOf } from "@/api/hooks";
import { useConnected } from "@/api/live";
import { logOut, useSession } from "@/api/session";
import { navigation, type PageRow } from "@/pages";
import { t } from "@/strings";
import { setTheme, type Theme, useTheme } from "@/theme";
import { setTitle } from "./page-title";
import { Loading } from "./states";

const MAIN = "main";
const themes: [Theme, string][] = [
  ["light", t.menu.light],
  ["dark", t.menu.dark],
  ["system", t.menu.system],
];

interface Root {
  product_info?: { version?: { full_version?: string } };
}

/** "4.5.6-berth-0.1.0" is Berth 0.1.0, whose API is that of oVirt 4.5.6. */
export function versionsOf(full = ""): { own: string; api: string } {
  const [api = "", own = ""] = full.split(/-berth-/);
  return { own, api };
}

function About({ onClose }: { onClose: () => void }) {
  const { data, error } = useItem<Root>("");
  const { own, api } = versionsOf(data?.product_info?.version?.full_version);
  const waiting = error ? wordsOf(error) : t.common.loading;
  const facts: [string, string][] = [
    [t.menu.version, own || waiting],
    [t.menu.apiVersion, api || waiting],
    [t.menu.engine, window.location.host],
    [t.menu.license, "Apache-2.0"],
  ];
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
        {facts.map(([term, value]) => (
          <Fragment key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
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

function isAt(path: string, now: string): boolean {
  return path === "/" ? now === "/" : now === path || now.startsWith(`${path}/`);
}

/** Also at what is a part of it. */
function isActive({ path }: PageRow, pages: PageRow[], now: string): boolean {
  return isAt(path, now) || pages.some((page) => page.within === path && isAt(page.path, now));
}

function Sidebar() {
  const { pathname } = useLocation();
  return (
    <PageSidebar>
      <PageSidebarBody>
        <Nav aria-label={t.menu.navigation}>
          {navigation.map(({ title, pages }) => (
            <NavGroup key={title} title={title}>
              {pages
                .filter(({ within }) => !within)
                .map((page) => (
                  <NavItem key={page.path} isActive={isActive(page, pages, pathname)}>
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

/** What a browser does by itself when a page is loaded: the title tells where one is, and the keyboard
 * and a screen reader go on at the beginning of the page. */
function useArrival() {
  const { pathname } = useLocation();
  const [, list = "", object = ""] = pathname.split("/");
  const place = `/${list}/${object}`;
  const last = useRef(place);
  // Before the effects of the page itself, which may know more.
  useLayoutEffect(() => {
    const page = navigation.flatMap(({ pages }) => pages).find(({ path }) => isAt(path, pathname));
    setTitle(page?.title ?? t.common.notFound);
  }, [pathname]);
  useEffect(() => {
    if (last.current === place) return;
    last.current = place;
    document.getElementById(MAIN)?.focus({ preventScroll: true });
  }, [place]);
}

export function Layout() {
  const connected = useConnected();
  useArrival();
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
