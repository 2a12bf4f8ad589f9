import { PageSection, Title } from "@patternfly/react-core";
import { t } from "@/strings";

export function Dashboard() {
  return (
    <PageSection hasBodyWrapper={false}>
      <Title headingLevel="h1">{t.nav.dashboard}</Title>
    </PageSection>
  );
}
