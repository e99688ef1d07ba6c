using System.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <summary>Guards as text, for tests and explanations.</summary>
internal static class GuardText
{
    private const int LongestValue = 60;
    private const int MostKeys = 10;

    public static string Of(Guard guard)
    {
        if (guard.IsAlways) return "always";
        return guard.IsNever ? "never" : string.Join(" || ", guard.Clauses);
    }

    public static string Of(GuardClause clause) => string.Join(" && ", clause.Atoms);

    public static string Of(GuardAtom atom)
    {
        var words = new List<string>();
        switch (atom.Kind)
        {
            case GuardAtomKind.Presence:
                words.Add("present");
                break;
            case GuardAtomKind.Values:
                words.AddRange(atom.Keys.Select(key => key.ToString()));
                break;
            case GuardAtomKind.Range:
                words.Add(atom.Range!.ToString());
                break;
            case GuardAtomKind.Prefix:
                words.Add($"starts with {Literal(atom.Prefix!)}");
                break;
            default:
                words.Add(atom.Keys.Count == 0 ? "long" : $"has {string.Join(" or ", atom.Keys)}");
                break;
        }

        if ((atom.Buckets & GuardBuckets.WrongType) != 0) words.Add($"no {Name(atom.Type)}");
        if ((atom.Buckets & GuardBuckets.Missing) != 0) words.Add("missing");
        if ((atom.Buckets & GuardBuckets.MissingStep) != 0) words.Add("missing step");
        if ((atom.Buckets & GuardBuckets.Invalid) != 0) words.Add("invalid");
        return $"{atom.Attribute}: {string.Join(", ", words)}";
    }

    /// <summary>Why an atom does not hold.</summary>
    public static string Refusal(GuardAtom atom, ReadOnlySpan<Value> slots)
    {
        var bucket = atom.Attribute.Read(slots, out var value);
        var found = bucket switch
        {
            GuardBuckets.None => Quote(value),
            GuardBuckets.Invalid => "invalid",
            _ => "missing",
        };
        if (bucket == GuardBuckets.None && atom is { Attribute: ComparisonTerm { IsOrder: true } order, Keys.Count: > 0 })
        {
            var wanted = string.Join(" or ", atom.Keys.Select(key => ComparisonTerm.Words(key.Value)));
            return $"`{order.Sides.Left}` is {ComparisonTerm.Words(value)} `{order.Sides.Right}`, the rule needs it to be {wanted} that";
        }

        return $"`{atom.Attribute}` is {found}, the rule needs {Wanted(atom)}";
    }

    private static string Wanted(GuardAtom atom)
    {
        switch (atom.Kind)
        {
            case GuardAtomKind.Presence:
                return "it";
            case GuardAtomKind.Range:
                return $"`{atom.Range}`";
            case GuardAtomKind.Prefix:
                return $"one that starts with {ValueLimits.Quote(atom.Prefix!)}";
            case GuardAtomKind.Elements:
                return $"one that has {Keys(atom.Keys)}";
            case GuardAtomKind.Values when atom.Keys.Count > 0:
                return Keys(atom.Keys);
            default:
                return (atom.Buckets & GuardBuckets.Missing) != 0 ? "it to be missing" : "another";
        }
    }

    private static string Keys(GuardKeySet keys)
    {
        var text = new StringBuilder();
        for (var i = 0; i < keys.Count && i < MostKeys; i++)
        {
            if (i > 0) text.Append(i == keys.Count - 1 ? " or " : ", ");
            text.Append(Quote(keys.Items[i].Value));
        }

        return (keys.Count > MostKeys ? text.Append(", …") : text).ToString();
    }

    private static string Quote(in Value value) => ValueLimits.Quote(value.AsString ?? CelText.ToLiteral(value, LongestValue));

    private static string Literal(string text) => CelText.ToLiteral(Value.From(text));

    private static string Name(GuardType type) => type switch
    {
        GuardType.ListOrMap => "list or map",
        _ => type.ToString().ToLowerInvariant(),
    };
}
