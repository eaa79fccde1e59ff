import { Fragment } from "react";
import type { Flag } from "../model/shape";
import { InShort } from "../Words";

/** Where something was cut: a path has the names in it that somebody gave, which may be a person's. */
export function CutPlaces({ paths, flags }: { paths: readonly string[]; flags: readonly Flag[] | undefined }) {
  return paths.map((path, index) => (
    <Fragment key={path}>
      {index === 0 ? null : ", "}
      <InShort text={path === "" ? "whole fields" : path.slice(1)} flags={flags} at={path} />
    </Fragment>
  ));
}
