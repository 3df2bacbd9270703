"""An app that sends to many, for the worker that the tests kill: its mails are as plain as they can be."""
