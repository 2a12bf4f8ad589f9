/* How something divides: a ring, and beside it what each part is in words, with its number, an icon
 * and a link to the things that it counts.  The ring is decoration: the words say it all. */
import type { ReactNode } from "react";
import { Link } from "react-router-dom";
import "./donut.css";

export type Tone = "good" | "used" | "warning" | "danger" | "off";

export interface Part {
  key: string;
  title: string;
  value: number;
  tone: Tone;
  icon: ReactNode;
  /** Where those are that it counts. */
  to?: string;
  /** More about it, below its title. */
  detail?: ReactNode;
}

const RADIUS = 40;
const LENGTH = 2 * Math.PI * RADIUS;
const GAP = 3;

interface Arc {
  key: string;
  tone: Tone;
  length: number;
  offset: number;
}

/** Where each part lies on the ring; parts that are there are at least so long that they are seen. */
export function arcsOf(parts: Part[]): Arc[] {
  const there = parts.filter(({ value }) => value > 0);
  const total = there.reduce((sum, { value }) => sum + value, 0);
  const gap = there.length > 1 ? GAP : 0;
  const least = gap + 3;
  const raw = there.map(({ value }) => Math.max((value / total) * LENGTH, least));
  const scale = LENGTH / raw.reduce((sum, length) => sum + length, 0);
  let offset = 0;
  return there.map(({ key, tone }, i) => {
    const length = (raw[i] ?? 0) * scale;
    const arc = { key, tone, length: length - gap, offset };
    offset += length;
    return arc;
  });
}

export function Donut({ parts, total, unit }: { parts: Part[]; total: number; unit: string }) {
  return (
    <div className="berth-donut">
      <svg viewBox="0 0 100 100" aria-hidden="true" className="berth-donut__ring">
        <circle cx="50" cy="50" r={RADIUS} className="berth-donut__track" />
        {arcsOf(parts).map(({ key, tone, length, offset }) => (
          <circle
            key={key}
            cx="50"
            cy="50"
            r={RADIUS}
            className={`berth-donut__arc berth-donut__arc--${tone}`}
            strokeDasharray={`${length} ${LENGTH - length}`}
            strokeDashoffset={-offset}
          />
        ))}
        <text x="50" y="52" className="berth-donut__total">
          {total}
        </text>
        <text x="50" y="66" className="berth-donut__unit">
          {unit}
        </text>
      </svg>
      <ul className="berth-donut__legend">
        {parts.map(({ key, title, value, tone, icon, to, detail }) => (
          <li key={key}>
            <span className={`berth-donut__swatch--${value > 0 ? tone : "off"}`}>{icon}</span>
            <span className="berth-donut__value">{value}</span>
            <span>
              {to && value > 0 ? <Link to={to}>{title}</Link> : title}
              {detail && <div className="berth-donut__detail">{detail}</div>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
