import { PageSection, Title } from "@patternfly/react-core";
import { PermissionsTab } from "@/components/permissions-tab";
import { t } from "@/strings";
import { Area } from "./area";

export function SystemPermissions() {
  return (
    <Area path="/permissions">
      <PageSection hasBodyWrapper={false}>
        <Title headingLevel="h1">{t.users.system}</Title>
      </PageSection>
      <PermissionsTab object={t.users.wholeSystem} note={t.users.systemText} />
    </Area>
  );
}
