import { Grid, GridItem, PageSection, Stack, StackItem, Title } from "@patternfly/react-core";
import { useItem } from "@/api/hooks";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";
import { FirstSteps, isNew } from "./first-steps";
import { Fleet, type Summary } from "./fleet";
import { Alerts, LastEvents, RunningJobs, ScarcePfs } from "./lists";
import "./dashboard.css";

const SUMMED = ["hosts", "vms", "nics", "virtualfunctions"];

/** Whoever may not see all has no summary. */
function Numbers() {
  const { data, error, refetch } = useItem<{ summary?: Summary }>("", { also: SUMMED });
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  if (!data.summary) return null;
  return (
    <Stack hasGutter>
      {isNew(data.summary) && (
        <StackItem>
          <FirstSteps summary={data.summary} />
        </StackItem>
      )}
      <StackItem>
        <Fleet summary={data.summary} />
      </StackItem>
    </Stack>
  );
}

export function Dashboard() {
  const lists = [Alerts, ScarcePfs, LastEvents, RunningJobs];
  return (
    <PageSection hasBodyWrapper={false}>
      <Stack hasGutter>
        <StackItem>
          <Title headingLevel="h1">{t.nav.dashboard}</Title>
        </StackItem>
        <StackItem>
          <Numbers />
        </StackItem>
        <StackItem>
          <Grid hasGutter lg={6}>
            {lists.map((List) => (
              <GridItem key={List.name}>
                <List />
              </GridItem>
            ))}
          </Grid>
        </StackItem>
      </Stack>
    </PageSection>
  );
}
