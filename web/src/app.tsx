import { QueryClientProvider } from "@tanstack/react-query";
import { createBrowserRouter, Navigate, RouterProvider, useLocation } from "react-router-dom";
import { newQueryClient } from "@/api/hooks";
import { useLive } from "@/api/live";
import { useSession } from "@/api/session";
import { Layout } from "@/components/layout";
import { NoticesProvider } from "@/components/notices";
import { Crashed, NotFound } from "@/components/states";
import { navigation } from "@/pages";
import { Login } from "@/pages/login";

const client = newQueryClient();

/** Everything but the page of logging in needs a session; after it one is back where one was. */
function Inside() {
  const session = useSession();
  const { pathname, search } = useLocation();
  useLive(client);
  if (!session) {
    client.clear();
    return <Navigate to="/login" state={{ from: pathname + search }} replace />;
  }
  return (
    <NoticesProvider>
      <Layout />
    </NoticesProvider>
  );
}

const router = createBrowserRouter([
  { path: "/login", element: <Login />, errorElement: <Crashed /> },
  {
    element: <Inside />,
    errorElement: <Crashed />,
    children: [
      ...navigation
        .flatMap(({ pages }) => pages)
        .flatMap(({ path, List, Details }) => [
          { path, element: <List />, errorElement: <Crashed /> },
          ...(Details
            ? [{ path: `${path}/:id/:tab?`, element: <Details />, errorElement: <Crashed /> }]
            : []),
        ]),
      { path: "*", element: <NotFound /> },
    ],
  },
]);

export function App() {
  return (
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}
