using System.Text.Json;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Identity.Settings;

/// <summary>Reads an object's members and notes everything that is wrong with them; members that nobody asked for are wrong.</summary>
internal sealed class ObjectReader(JsonElement element, string pointer, List<IdentityProblem> problems)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Where the object stands.</summary>
    public string Pointer => pointer;

    /// <summary>What the object says as one text, in which neither blanks nor the order of members nor ways to write a text count.</summary>
    public string Source => Plain(element);

    /// <summary>Whether it has a member.</summary>
    public bool Has(string name)
    {
        _known.Add(name);
        return element.TryGetProperty(name, out _);
    }

    /// <summary>A text that is not empty, or null.</summary>
    public string? Text(string name, bool isRequired = false)
    {
        if (!TryGet(name, isRequired, out var value)) return null;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text) return text;
        Wrong(name, "expected a text that is not empty");
        return null;
    }

    /// <summary>A list of texts, or null.</summary>
    public IReadOnlyList<string>? Texts(string name, bool isRequired, bool mayHaveEmpty = false)
    {
        if (!TryGet(name, isRequired, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0
            && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && (mayHaveEmpty || item.GetString()!.Length > 0)))
        {
            return [.. value.EnumerateArray().Select(static item => item.GetString()!).Distinct(StringComparer.Ordinal)];
        }

        Wrong(name, "expected a list of at least one text");
        return null;
    }

    /// <summary>Texts that are among known ones, or null.</summary>
    public IReadOnlyList<string>? Words(string name, IReadOnlyList<string> known)
    {
        if (Texts(name, false) is not { } words) return null;
        for (var i = 0; i < words.Count; i++)
        {
            if (known.Contains(words[i], StringComparer.Ordinal)) continue;
            Wrong($"{name}/{i}", $"expected one of {List(known)}, got `{words[i]}`", DidYouMean(words[i], known));
        }

        return words;
    }

    /// <summary>A word among known ones, or null.</summary>
    public string? Word(string name, IReadOnlyList<string> known)
    {
        if (Text(name) is not { } word) return null;
        if (known.Contains(word, StringComparer.Ordinal)) return word;
        Wrong(name, $"expected one of {List(known)}, got `{word}`", DidYouMean(word, known));
        return null;
    }

    /// <summary>A duration within bounds, or what stands for none.</summary>
    public TimeSpan Duration(string name, TimeSpan otherwise, TimeSpan least, TimeSpan most) => OptionalDuration(name, least, most) ?? otherwise;

    /// <summary>A duration within bounds, or null.</summary>
    public TimeSpan? OptionalDuration(string name, TimeSpan least, TimeSpan most)
    {
        if (!TryGet(name, false, out var value)) return null;
        if (value.ValueKind == JsonValueKind.String)
        {
            var parsed = CelText.ParseDuration(value.GetString()!);
            if (parsed.Kind == ValueKind.Duration)
            {
                var time = TimeSpan.FromTicks(parsed.AsDurationNanos / TimeSpan.NanosecondsPerTick);
                if (time >= least && time <= most) return time;
            }
        }

        Wrong(name, $"expected a duration such as `30s`, from {Seconds(least)} to {Seconds(most)}");
        return null;
    }

    /// <summary>True or false.</summary>
    public bool Flag(string name)
    {
        if (!TryGet(name, false, out var value)) return false;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Wrong(name, "expected `true` or `false`");
        return false;
    }

    /// <summary>A whole number within bounds.</summary>
    public int Number(string name, int otherwise, int least, int most)
    {
        if (!TryGet(name, false, out var value)) return otherwise;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most) return number;
        Wrong(name, $"expected a whole number from {least} to {most}");
        return otherwise;
    }

    /// <summary>An object, or null.</summary>
    public ObjectReader? Object(string name, bool isRequired = false)
    {
        if (!TryGet(name, isRequired, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Object) return new ObjectReader(value, $"{pointer}/{name}", problems);
        Wrong(name, "expected an object");
        return null;
    }

    /// <summary>The objects of a list.</summary>
    public IEnumerable<ObjectReader> Objects(string name, int most)
    {
        if (!TryGet(name, true, out var value)) yield break;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0 || value.GetArrayLength() > most)
        {
            Wrong(name, $"expected a list of 1 to {most} objects");
            yield break;
        }

        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object) yield return new ObjectReader(item, $"{pointer}/{name}/{index}", problems);
            else Wrong($"{name}/{index}", "expected an object");
            index++;
        }
    }

    /// <summary>Notes what is wrong with a member; no name is the object itself.</summary>
    public void Wrong(string name, string message, string? help = null) =>
        problems.Add(new IdentityProblem(name.Length == 0 ? pointer : $"{pointer}/{name}", message, help));

    /// <summary>Notes the members that nobody has asked for.</summary>
    public void End()
    {
        foreach (var member in element.EnumerateObject())
        {
            if (_known.Contains(member.Name)) continue;
            Wrong(Escaped(member.Name), $"unknown member `{member.Name}`", DidYouMean(member.Name, _known));
        }
    }

    private bool TryGet(string name, bool isRequired, out JsonElement value)
    {
        _known.Add(name);
        if (element.TryGetProperty(name, out value)) return true;
        if (isRequired) Wrong("", $"expected the member `{name}`");
        return false;
    }

    private static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().OrderBy(static one => one.Name, StringComparer.Ordinal).Select(static one => $"{Quoted(one.Name)}:{Plain(one.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(Plain))}]",
        JsonValueKind.String => Quoted(value.GetString()!),
        _ => value.GetRawText(),
    };

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static string Escaped(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string? DidYouMean(string word, IEnumerable<string> known) =>
        NearWord.Find(word, known) is { } near ? $"did you mean `{near}`?" : null;

    private static string List(IEnumerable<string> words) => string.Join(", ", words.Select(static word => $"`{word}`"));

    private static string Seconds(TimeSpan time) => FormattableString.Invariant($"`{time.TotalSeconds:0.###}s`");
}
