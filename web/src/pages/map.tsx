import { PageSection, Title } from "@patternfly/react-core";
import { t } from "@/strings";

export function VfMap() {
  return (
    <PageSection hasBodyWrapper={false}>
      <Title headingLevel="h1">{t.nav.map}</Title>
    </PageSection>
  );
}
