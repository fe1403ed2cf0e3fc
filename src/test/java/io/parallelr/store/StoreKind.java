package io.parallelr.store;

import java.nio.file.Path;

/// The kinds of stores, which all keep jobs alike.
public enum StoreKind {
  SQL {
    @Override
    public JobStore open(Path data) throws StoreException {
      return SqlJobStore.open(data);
    }
  },
  FILE {
    @Override
    public JobStore open(Path data) throws StoreException {
      return FileJobStore.open(data);
    }
  };

  public abstract JobStore open(Path data) throws StoreException;
}
