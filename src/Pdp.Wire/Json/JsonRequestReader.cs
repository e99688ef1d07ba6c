using System.Text;
using System.Text.Json;
using Pdp.Engine.Requests;
using Pdp.Language.Values;
using Pdp.Wire.Requests;
using Pdp.Wire.Values;

namespace Pdp.Wire.Json;

/// <summary>
/// Reads the parts of one request from JSON as AuthZEN has them (Authorization API 1.0, section 5) and collects everything that is
/// wrong with them: unknown members are ignored, and within <c>properties</c> and the context no name may come twice. One reader serves
/// one request.
/// </summary>
public sealed class JsonRequestReader
{
    private static readonly string[] EntityMembers = ["type", "id", "properties"];
    private static readonly string[] ActionMembers = ["name", "properties"];

    private readonly WireLimits _limits;
    private readonly FieldPath _path = new();
    private readonly Violations _violations = new();

    /// <summary>Makes a reader.</summary>
    /// <param name="limits">Bounds on what the request may hold.</param>
    public JsonRequestReader(WireLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _limits = limits;
    }

    /// <summary>Whether nothing was wrong so far.</summary>
    public bool IsValid => _violations.IsEmpty;

    /// <summary>Everything that was wrong, in the order in which it was read.</summary>
    public IReadOnlyList<Violation> Violations => _violations.ToArray();

    /// <summary>Reads a subject or resource.</summary>
    /// <param name="utf8">The text, checked.</param>
    /// <param name="part">The entity.</param>
    /// <param name="name">What it is called: <c>subject</c>, <c>resource</c>.</param>
    /// <param name="id">Its id, if the text's does not count; null: that counts.</param>
    /// <returns>The entity; null when something is wrong.</returns>
    public Entity? Entity(ReadOnlySpan<byte> utf8, JsonPart part, string name, string? id = null)
    {
        _path.Enter(name);
        Entity? entity = null;
        Span<JsonPart> members = stackalloc JsonPart[EntityMembers.Length];
        if (Object(utf8, part, EntityMembers, members))
        {
            var type = Word(utf8, members[0], EntityMembers[0]);
            var own = id ?? Word(utf8, members[1], EntityMembers[1]);
            var properties = Map(utf8, members[2], EntityMembers[2]);
            if (name == SubjectToken.Part && properties?.TryGet(SubjectToken.Property, out _) == true) _violations.Add(SubjectToken.Place, SubjectToken.Stated);
            if (type is not null && own is not null && properties is not null) entity = new Entity(type, own, properties);
        }

        _path.Leave();
        return entity;
    }

    /// <summary>Reads the action.</summary>
    /// <param name="utf8">The text, checked.</param>
    /// <param name="part">The action.</param>
    /// <returns>The action; null when something is wrong.</returns>
    public ActionInfo? Action(ReadOnlySpan<byte> utf8, JsonPart part)
    {
        _path.Enter("action");
        ActionInfo? action = null;
        Span<JsonPart> members = stackalloc JsonPart[ActionMembers.Length];
        if (Object(utf8, part, ActionMembers, members))
        {
            var name = Word(utf8, members[0], ActionMembers[0]);
            var properties = Map(utf8, members[1], ActionMembers[1]);
            if (name is not null && properties is not null) action = new ActionInfo(name, properties);
        }

        _path.Leave();
        return action;
    }

    /// <summary>Reads the context; absent and null are empty.</summary>
    /// <param name="utf8">The text, checked.</param>
    /// <param name="part">The context.</param>
    /// <returns>The context; null when something is wrong.</returns>
    public StringMap? Context(ReadOnlySpan<byte> utf8, JsonPart part) => Map(utf8, part, "context");

    /// <summary>Reads a whole text of any JSON.</summary>
    /// <param name="utf8">The text.</param>
    /// <returns>The value; missing when something is wrong.</returns>
    public Value Any(ReadOnlySpan<byte> utf8)
    {
        if (!System.Text.Unicode.Utf8.IsValid(utf8)) return default;
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = _limits.MaxNesting + 1 });
        try
        {
            if (!reader.Read()) return default;
            var isRead = Value(ref reader, 0, out var value);
            return isRead && IsValid && !reader.Read() ? value : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private bool Object(ReadOnlySpan<byte> utf8, JsonPart part, string[] names, Span<JsonPart> members)
    {
        if (!part.IsObject)
        {
            Add(part.IsNothing ? "is required, and missing" : $"expected an object, got {part.KindText}");
            return false;
        }

        if (JsonText.Find(utf8, part, names, members) is { } twice) Add($"member `{twice}` occurs twice");
        return true;
    }

    private string? Word(ReadOnlySpan<byte> utf8, JsonPart part, string name)
    {
        _path.Enter(name);
        string? word = null;
        if (part.IsAbsent)
        {
            Add("is required, and missing");
        }
        else if (part.Kind != JsonTokenType.String)
        {
            Add($"expected a string, got {part.KindText}");
        }
        else
        {
            var reader = JsonText.Begin(utf8, part);
            reader.Read();
            word = Text(ref reader);
            if (word is { Length: 0 })
            {
                Add("expected a text that is not empty, got none");
                word = null;
            }
        }

        _path.Leave();
        return word;
    }

    private StringMap? Map(ReadOnlySpan<byte> utf8, JsonPart part, string name)
    {
        if (part.IsNothing) return StringMap.Empty;
        _path.Enter(name);
        StringMap? map = null;
        if (part.IsObject)
        {
            var reader = JsonText.Begin(utf8, part);
            reader.Read();
            map = Map(ref reader, 1);
        }
        else
        {
            Add($"expected an object, got {part.KindText}");
        }

        _path.Leave();
        return map;
    }

    private StringMap? Map(ref Utf8JsonReader reader, int depth)
    {
        if (!IsShallow(ref reader, depth)) return null;
        var entries = new List<KeyValuePair<string, Value>>();
        var isRead = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Text(ref reader);
            _path.Enter(name ?? "");
            reader.Read();
            isRead &= Value(ref reader, depth, out var value);
            _path.Leave();
            if (name is null) isRead = false;
            else if (entries.Count <= _limits.MaxCollection) entries.Add(new(name, value));
        }

        if (entries.Count > _limits.MaxCollection)
        {
            Add($"expected at most {_limits.MaxCollection} members, got more");
            return null;
        }

        if (entries.Count == 0) return isRead ? StringMap.Empty : null;
        var map = StringMap.TryCreate([.. entries]);
        if (map is null) Add("a member occurs twice");
        return isRead ? map : null;
    }

    private CelList? List(ref Utf8JsonReader reader, int depth)
    {
        if (!IsShallow(ref reader, depth)) return null;
        var items = new List<Value>();
        var isRead = true;
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            _path.Enter(i);
            isRead &= Value(ref reader, depth, out var item);
            _path.Leave();
            if (items.Count <= _limits.MaxCollection) items.Add(item);
        }

        if (items.Count <= _limits.MaxCollection) return isRead ? items.Count == 0 ? CelList.Empty : new CelList([.. items]) : null;
        Add($"expected at most {_limits.MaxCollection} elements, got more");
        return null;
    }

    private bool Value(ref Utf8JsonReader reader, int depth, out Value value)
    {
        value = Language.Values.Value.Null;
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                if (Text(ref reader) is not { } text) return false;
                value = Language.Values.Value.From(text);
                return true;
            case JsonTokenType.Number:
                if (!reader.TryGetDouble(out var number) || !double.IsFinite(number))
                {
                    Add("expected a number that a double can hold, got a larger one");
                    return false;
                }

                value = Numbers.From(number);
                return true;
            case JsonTokenType.True or JsonTokenType.False:
                value = Language.Values.Value.From(reader.TokenType == JsonTokenType.True);
                return true;
            case JsonTokenType.StartObject:
                if (Map(ref reader, depth + 1) is not { } map) return false;
                value = Language.Values.Value.From(map);
                return true;
            case JsonTokenType.StartArray:
                if (List(ref reader, depth + 1) is not { } list) return false;
                value = Language.Values.Value.From(list);
                return true;
            default:
                return true;
        }
    }

    // what nests deeper is skipped without a call of ours for each level
    private bool IsShallow(ref Utf8JsonReader reader, int depth)
    {
        if (depth <= _limits.MaxNesting) return true;
        Add($"expected at most {_limits.MaxNesting} levels of objects and lists, got more");
        reader.Skip();
        return false;
    }

    private string? Text(ref Utf8JsonReader reader)
    {
        if (!JsonText.IsWellFormed(reader))
        {
            Add("expected well-formed text, got half of a surrogate pair");
            return null;
        }

        var text = reader.GetString()!;

        // a UTF-16 unit takes at most three bytes, so that nearly all strings need no count
        if (text.Length <= _limits.MaxStringBytes / 3 || Encoding.UTF8.GetByteCount(text) is var bytes && bytes <= _limits.MaxStringBytes) return text;
        Add($"expected at most {_limits.MaxStringBytes} bytes, got {bytes}");
        return null;
    }

    private void Add(string description) => _violations.Add(_path.ToString(), description);
}
