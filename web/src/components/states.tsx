/* What a page shows while it loads, when it failed, and when there is nothing. */
import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  Spinner,
} from "@patternfly/react-core";
import { CubesIcon, ExclamationCircleIcon, SearchIcon } from "@patternfly/react-icons";
import type { ComponentType, ReactNode } from "react";
import { Link, useRouteError } from "react-router-dom";
import { isGone, wordsOf } from "@/api/hooks";
import { t } from "@/strings";

export function Loading() {
  return (
    <EmptyState
      titleText={t.common.loading}
      headingLevel="h2"
      icon={() => <Spinner aria-label={t.common.loading} />}
    />
  );
}

export function NotFound() {
  return (
    <EmptyState titleText={t.common.notFound} headingLevel="h1" icon={SearchIcon}>
      <EmptyStateBody>{t.common.notFoundText}</EmptyStateBody>
      <EmptyStateFooter>
        <EmptyStateActions>
          <Link to="/">{t.common.goToDashboard}</Link>
        </EmptyStateActions>
      </EmptyStateFooter>
    </EmptyState>
  );
}

export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (isGone(error)) return <NotFound />;
  return (
    <EmptyState
      titleText={t.common.pageFailed}
      headingLevel="h2"
      status="danger"
      icon={ExclamationCircleIcon}
    >
      <EmptyStateBody>{wordsOf(error)}</EmptyStateBody>
      {onRetry && (
        <EmptyStateFooter>
          <EmptyStateActions>
            <Button onClick={onRetry}>{t.common.retry}</Button>
          </EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  );
}

/** Nothing is there yet: 'text' says what to do next, 'action' is the button that does it. */
export function Nothing({
  title,
  text,
  action,
  icon = CubesIcon,
}: {
  title: string;
  text: string;
  action?: ReactNode;
  icon?: ComponentType;
}) {
  return (
    <EmptyState titleText={title} headingLevel="h2" icon={icon}>
      <EmptyStateBody>{text}</EmptyStateBody>
      {action && (
        <EmptyStateFooter>
          <EmptyStateActions>{action}</EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  );
}

/** What a page shows that failed while it was drawn. */
export function Crashed() {
  const error = useRouteError();
  return <Failed error={error} onRetry={() => window.location.reload()} />;
}
