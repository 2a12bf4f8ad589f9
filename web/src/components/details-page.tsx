/* The page of one object: its name, what can be done with it, and tabs whose name is in the address. */
import {
  Breadcrumb,
  BreadcrumbItem,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  Flex,
  FlexItem,
  PageSection,
  Tab,
  Tabs,
  TabTitleText,
  Title,
} from "@patternfly/react-core";
import type { ReactNode } from "react";
import { Link, useNavigate, useParams } from "react-router-dom";
import { usePageTitle } from "./page-title";

export interface TabOf {
  key: string;
  title: string;
  content: () => ReactNode;
}

interface Props {
  /** Where the list is: { title: "Networks", to: "/networks" }. */
  parent: { title: string; to: string };
  title: string;
  /** Beside the title: a status. */
  label?: ReactNode;
  actions?: ReactNode;
  /** Address of this object without the tab: "/networks/ID". */
  to: string;
  tabs: TabOf[];
}

/** Routes to it end with "/:id/:tab?". */
export function DetailsPage({ parent, title, label, actions, to, tabs }: Props) {
  const { tab } = useParams();
  const navigate = useNavigate();
  usePageTitle(title, parent.title);
  const active = tabs.find(({ key }) => key === tab) ?? tabs[0];
  return (
    <>
      <PageSection hasBodyWrapper={false} type="breadcrumb">
        <Breadcrumb>
          <BreadcrumbItem
            render={({ className }) => (
              <Link className={className} to={parent.to}>
                {parent.title}
              </Link>
            )}
          />
          <BreadcrumbItem isActive>{title}</BreadcrumbItem>
        </Breadcrumb>
      </PageSection>
      <PageSection hasBodyWrapper={false}>
        <Flex>
          <Title headingLevel="h1">{title}</Title>
          {label && <FlexItem>{label}</FlexItem>}
          {actions && <FlexItem align={{ default: "alignRight" }}>{actions}</FlexItem>}
        </Flex>
      </PageSection>
      <PageSection hasBodyWrapper={false} type="tabs">
        <Tabs
          activeKey={active?.key}
          onSelect={(_, key) => navigate(`${to}/${key}`, { replace: true })}
          usePageInsets
          mountOnEnter
          unmountOnExit
          aria-label={title}
        >
          {tabs.map(({ key, title: name, content }) => (
            <Tab key={key} eventKey={key} title={<TabTitleText>{name}</TabTitleText>}>
              {key === active?.key && content()}
            </Tab>
          ))}
        </Tabs>
      </PageSection>
    </>
  );
}

/** Terms and what they are, for a tab "General". */
export function Facts({ facts }: { facts: [string, ReactNode][] }) {
  return (
    <PageSection hasBodyWrapper={false}>
      <DescriptionList columnModifier={{ default: "1Col", lg: "2Col", "2xl": "3Col" }} isHorizontal isCompact>
        {facts.map(([term, value]) => (
          <DescriptionListGroup key={term}>
            <DescriptionListTerm>{term}</DescriptionListTerm>
            <DescriptionListDescription>{value}</DescriptionListDescription>
          </DescriptionListGroup>
        ))}
      </DescriptionList>
    </PageSection>
  );
}
