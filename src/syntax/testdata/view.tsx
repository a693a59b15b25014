import React, { useState } from "react";
import { Card } from "./card";

export function Link({ url, html, ...props }: { url: string; html: string }) {
  const [open, setOpen] = useState<boolean>(false);
  return (
    <>
      <a href={url} title="A &amp; B" {...props} hidden>Go to {url}&nbsp;{/* nothing */}</a>
      <div dangerouslySetInnerHTML={{ __html: html }} />
      {open && <Card.Body onClick={() => setOpen(!open)}>{...props.items}</Card.Body>}
      <my-element />
    </>
  );
}
const generic = <T,>(value: T) => value;
