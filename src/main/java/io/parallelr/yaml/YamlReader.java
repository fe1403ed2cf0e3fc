package io.parallelr.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads the first document of a YAML text into values that keep their places and their text.
///
/// Made from the events of the parser, not from its nodes: those are composed without a limit of
/// depth, and know an alias only after it was followed.
public final class YamlReader {
  /// With each alias counted as what it stands for: more than a person writes, and little memory.
  public static final int MOST_VALUES = 200_000;
  /// How deep values may be nested.
  public static final int DEEPEST = 100;
  private static final int LONGEST = 4 << 20;
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final String TAGS = "tag:yaml.org,2002:";

  private final Problems problems;
  private final String whenEmpty;
  private final Map<Anchor, Optional<Yaml>> anchors = new HashMap<>(); // empty while it is read
  private Iterator<Event> events = List.<Event>of().iterator();

  /// Reads one text.
  ///
  /// @param whenEmpty what to do about a text without a document, for people
  public YamlReader(Problems problems, String whenEmpty) {
    this.problems = problems;
    this.whenEmpty = whenEmpty;
  }

  /// The first document; empty if there is none, or if it cannot be read, which is then an error
  /// among the problems.
  public Optional<Yaml> read(String text) {
    var settings = LoadSettings.builder()
        .setCodePointLimit(LONGEST)
        .setUseMarks(true)
        .build();
    try {
      events = new Parse(settings).parseString(withoutMark(text)).iterator();
      while (events.hasNext()) {
        var event = events.next();
        if (event.getEventId() == Event.ID.DocumentStart) {
          return Optional.of(value(events.next(), 0));
        }
      }
      problems.undecodable(
          Place.NONE,
          "EOF: the file is empty; %s", whenEmpty);
    } catch (Unreadable e) {
      problems.undecodable(e.place, "%s", e.text);
    } catch (MarkedYamlEngineException e) {
      var place = e.getProblemMark().or(e::getContextMark).map(YamlReader::place);
      problems.undecodable(place.orElse(Place.NONE), "%s", explained(e));
    } catch (YamlEngineException e) {
      problems.undecodable(Place.NONE, "%s", String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) { // of a character such as \UFFFFFFFF
      problems.undecodable(Place.NONE, "%s", String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }

  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static String explained(MarkedYamlEngineException e) {
    var problem = String.valueOf(e.getProblem());
    var context = e.getContext() == null ? "" : " " + e.getContext();
    if (problem.contains("TAB")) {
      return problem + context + "; indent with spaces";
    }
    if (problem.contains("mapping values are not allowed here")) {
      return problem + context + "; put a text that has a colon in quotes";
    }
    return problem + context;
  }

  private Yaml value(Event event, int depth) {
    var place = place(event);
    if (depth > DEEPEST) {
      throw new Unreadable(place, "nested deeper than %d levels".formatted(DEEPEST));
    }
    if (event instanceof AliasEvent alias) {
      return resolved(alias, place);
    }
    var anchor = event instanceof NodeEvent node ? node.getAnchor() : Optional.<Anchor>empty();
    anchor.ifPresent(name -> anchors.put(name, Optional.empty()));
    var value = switch (event) {
      case ScalarEvent scalar -> new Yaml.Scalar(place, scalar.getValue(), style(scalar));
      case SequenceStartEvent _ -> sequence(place, depth);
      case MappingStartEvent _ -> mapping(place, depth);
      default -> throw new Unreadable(place, "unexpected " + event.getEventId());
    };
    anchor.ifPresent(name -> anchors.put(name, Optional.of(value)));
    return value;
  }

  private Yaml resolved(AliasEvent alias, Place place) {
    var name = alias.getAlias();
    var target = anchors.get(name);
    if (target == null) {
      throw new Unreadable(place, "*%s stands for nothing: there is no &%s before it"
          .formatted(name.getValue(), name.getValue()));
    }
    return target.orElseThrow(
        () -> new Unreadable(place, "*%s is inside of what it stands for; write it out"
            .formatted(name.getValue())));
  }

  private static Yaml.Style style(ScalarEvent scalar) {
    var tag = scalar.getTag().orElse("");
    if (tag.equals(TAGS + "null")) {
      return Yaml.Style.NULL;
    }
    if (!scalar.isPlain() || tag.equals("!") || tag.equals(TAGS + "str")) {
      return Yaml.Style.TEXT;
    }
    return NULLS.contains(scalar.getValue()) ? Yaml.Style.NULL : Yaml.Style.PLAIN;
  }

  private Yaml sequence(Place place, int depth) {
    var elements = new ArrayList<Yaml>();
    int size = 1;
    for (var event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event =
        events.next()) {
      var element = value(event, depth + 1);
      elements.add(element);
      size = sum(size, element.size(), place(event));
    }
    return new Yaml.Sequence(place, List.copyOf(elements), size);
  }

  private Yaml mapping(Place place, int depth) {
    var own = new LinkedHashMap<String, Yaml.Entry>();
    var merged = new LinkedHashMap<String, Yaml.Entry>();
    int size = 1;
    for (var event = events.next(); event.getEventId() != Event.ID.MappingEnd; event =
        events.next()) {
      if (!(value(event, depth + 1) instanceof Yaml.Scalar key)) {
        throw new Unreadable(place(event), "a key is a list or a map; write a word");
      }
      var value = value(events.next(), depth + 1);
      size = sum(size, 1 + value.size(), place(event));
      if (key.style() == Yaml.Style.PLAIN && key.text().equals("<<")) {
        merge(value, key.place(), merged);
      } else {
        add(new Yaml.Entry(key, value), own);
      }
    }
    merged.forEach(own::putIfAbsent);
    return new Yaml.Mapping(place, List.copyOf(own.values()), size);
  }

  private void add(Yaml.Entry entry, Map<String, Yaml.Entry> own) {
    var earlier = own.put(entry.key().text(), entry);
    if (earlier != null) {
      problems.doubt(
          entry.key().place(),
          "the key %s is already given in line %d, which has no effect; remove one of them",
          entry.key().text(),
          earlier.key().place().line());
    }
  }

  private static void merge(Yaml value, Place place, Map<String, Yaml.Entry> merged) {
    switch (value) {
      case Yaml.Mapping(_, var entries, _) -> entries
          .forEach(entry -> merged.putIfAbsent(entry.key().text(), entry));
      case Yaml.Sequence(_, var elements, _) when elements.stream()
          .allMatch(Yaml.Mapping.class::isInstance) ->
        elements
            .forEach(element -> merge(element, place, merged));
      default -> throw new Unreadable(place, "<< needs a map, or a list of maps: write <<: *name");
    }
  }

  private static int sum(int size, int more, Place place) {
    int sum = size + more; // both are limited, so this cannot overflow
    if (sum > MOST_VALUES) {
      throw new Unreadable(place, "more than %,d values, with those that aliases stand for"
          .formatted(MOST_VALUES));
    }
    return sum;
  }

  private static Place place(Event event) {
    return event.getStartMark().map(YamlReader::place).orElse(Place.NONE);
  }

  private static Place place(Mark mark) {
    return new Place(mark.getLine() + 1, mark.getColumn() + 1);
  }

  /// The file is not what it must be; never leaves this class.
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Place place;
    private final String text;

    Unreadable(Place place, String text) {
      super(text, null, false, false);
      this.place = place;
      this.text = text;
    }
  }
}
