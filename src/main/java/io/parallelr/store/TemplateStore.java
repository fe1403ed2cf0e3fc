package io.parallelr.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Templates of tasks, and which tasks were made from them. May be used by any thread.
public final class TemplateStore {
  private static final String SELECT =
      "SELECT name, kind, description, disabled, content FROM template ";
  private static final String NAMED = "substr(name, 1, length(?)) = ?";
  private static final String BUILDS = "SELECT template, name, parameters, created FROM build ";

  private final Readers readers;
  private final Writer writer;

  TemplateStore(Readers readers, Writer writer) {
    this.readers = readers;
    this.writer = writer;
  }

  /// A template.
  ///
  /// @param kind the language it is written in
  /// @param isDisabled whether nothing may be made from it
  public record Template(
      String name,
      String kind,
      String description,
      boolean isDisabled,
      String content) {}

  /// A task that was made from a template.
  ///
  /// @param name of the task
  /// @param parameters as the text of a JSON object
  public record Build(String template, String name, String parameters, Instant created) {}

  private interface Change {
    int apply(Session session) throws SQLException;
  }

  /// Returns how many rows were changed.
  private int write(Change change) throws StoreException {
    int[] count = {0};
    writer.write(session -> count[0] = change.apply(session));
    return count[0];
  }

  private static Template template(ResultSet row) throws SQLException {
    return new Template(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getInt(4) != 0,
        row.getString(5));
  }

  private static Build build(ResultSet row) throws SQLException {
    return new Build(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        Times.instant(row.getLong(4)));
  }

  /// A template by its name.
  public Optional<Template> find(String name) throws StoreException {
    return readers.read(
        session -> session.query(SELECT + "WHERE name = ?", TemplateStore::template, name)
            .stream()
            .findFirst());
  }

  /// Templates by name.
  ///
  /// @param prefix with which their names begin; empty for all
  /// @param skip how many are passed over
  public List<Template> list(String prefix, int skip, int limit) throws StoreException {
    return readers.read(
        session -> session.query(
            SELECT + "WHERE " + NAMED + " ORDER BY name LIMIT ? OFFSET ?",
            TemplateStore::template,
            prefix,
            prefix,
            limit,
            skip));
  }

  /// How many there are whose names begin so.
  public int count(String prefix) throws StoreException {
    return readers.read(
        session -> session
            .query(
                "SELECT count(*) FROM template WHERE " + NAMED,
                row -> row.getInt(1),
                prefix,
                prefix)
            .getFirst());
  }

  /// Adds a template, unless there is one of its name.
  ///
  /// @return whether it was added
  public boolean add(Template template) throws StoreException {
    return write(
        session -> session.update(
            "INSERT INTO template (name, kind, description, disabled, content)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            template.name(),
            template.kind(),
            template.description(),
            template.isDisabled() ? 1 : 0,
            template.content())) > 0;
  }

  /// Changes the template of a name.
  ///
  /// @return whether there is one
  public boolean change(Template template) throws StoreException {
    return write(
        session -> session.update(
            "UPDATE template SET kind = ?, description = ?, disabled = ?, content = ?"
                + " WHERE name = ?",
            template.kind(),
            template.description(),
            template.isDisabled() ? 1 : 0,
            template.content(),
            template.name())) > 0;
  }

  /// Deletes a template, and what is known of its builds.
  public void delete(String name) throws StoreException {
    int _ = write(session -> {
      int _ = session.update("DELETE FROM build WHERE template = ?", name);
      return session.update("DELETE FROM template WHERE name = ?", name);
    });
  }

  /// Builds of a template, the newest first.
  public List<Build> builds(String template, int skip, int limit) throws StoreException {
    return readers.read(
        session -> session.query(
            BUILDS + "WHERE template = ? ORDER BY seq DESC LIMIT ? OFFSET ?",
            TemplateStore::build,
            template,
            limit,
            skip));
  }

  /// How many builds of a template there are.
  public int countBuilds(String template) throws StoreException {
    return readers.read(
        session -> session
            .query("SELECT count(*) FROM build WHERE template = ?", row -> row.getInt(1), template)
            .getFirst());
  }

  /// A build of a template.
  public Optional<Build> build(String template, String name) throws StoreException {
    return readers.read(
        session -> session
            .query(
                BUILDS + "WHERE template = ? AND name = ?", TemplateStore::build, template, name)
            .stream()
            .findFirst());
  }

  /// Adds a build.
  public void add(Build build) throws StoreException {
    int _ = write(
        session -> session.update(
            "INSERT INTO build (template, name, parameters, created) VALUES (?, ?, ?, ?)",
            build.template(),
            build.name(),
            build.parameters(),
            Times.number(build.created())));
  }

  /// Deletes what is known of a build.
  public void deleteBuild(String template, String name) throws StoreException {
    int _ = write(
        session -> session.update(
            "DELETE FROM build WHERE template = ? AND name = ?", template, name));
  }
}
