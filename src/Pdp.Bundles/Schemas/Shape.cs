using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Pdp.Bundles.Reading;

namespace Pdp.Bundles.Schemas;

/// <summary>
/// A JSON Schema as a quick test that says yes to most sound documents and explains nothing. Where it says no, or does not
/// understand the schema, the validator has the word: so its yes must never be wrong, and its no need not be right.
/// </summary>
internal sealed class Shape
{
    /// <summary>Fits nothing: what is not understood.</summary>
    public static Shape Unknown { get; } = new() { Kinds = 0 };

    /// <summary>Which kinds fit, a bit for each <see cref="JsonKind"/>.</summary>
    public int Kinds { get; set; } = ~0;

    /// <summary>Whether a number has to be integral.</summary>
    public bool IsIntegral { get; set; }

    /// <summary>The only strings; null: any, and values that are no strings as well.</summary>
    public FrozenSet<string>? Words { get; set; }

    /// <summary>The test of a string; null: none.</summary>
    public Func<string, bool>? Pattern { get; set; }

    /// <summary>Bounds of a string, in UTF-16 units.</summary>
    public (double Least, double Most) Length { get; set; } = (0, double.MaxValue);

    /// <summary>Bounds of a number.</summary>
    public (double Least, double Most) Number { get; set; } = (double.MinValue, double.MaxValue);

    /// <summary>Bounds of an array's number of elements.</summary>
    public (double Least, double Most) Elements { get; set; } = (0, double.MaxValue);

    /// <summary>Fewest members of an object.</summary>
    public double LeastMembers { get; set; }

    /// <summary>What elements have to fit; null: anything does.</summary>
    public Shape? Items { get; set; }

    /// <summary>The members by name, each with its bit among those required, or 0.</summary>
    public FrozenDictionary<string, (Shape Shape, ulong Bit)> Members { get; set; } = FrozenDictionary<string, (Shape, ulong)>.Empty;

    /// <summary>The bits of all members required.</summary>
    public ulong Required { get; set; }

    /// <summary>What members fit whose names pass a test.</summary>
    public (Func<string, bool> Test, Shape Shape)[] NamedMembers { get; set; } = [];

    /// <summary>What all other members have to fit; null: anything does.</summary>
    public Shape? OtherMembers { get; set; }

    /// <summary>Alternatives, one of which has to fit; none: nothing is asked.</summary>
    public Shape[] Alternatives { get; set; } = [];

    /// <summary>Whether a value is sure to be valid.</summary>
    public bool Fits(JsonNode node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if ((Kinds >> (int)node.Kind & 1) == 0) return false;
        if (Words is not null && !(node.IsString && Words.Contains(node.Text))) return false;
        var fits = node.Kind switch
        {
            JsonKind.String => IsWithin(node.Text.Length, Length) && Pattern?.Invoke(node.Text) != false,
            JsonKind.Number => (!IsIntegral || node.IsIntegral) && IsWithin(node.Number, Number),
            JsonKind.Array => IsWithin(node.Items.Count, Elements) && FitElements(node),
            JsonKind.Object => node.Items.Count >= LeastMembers && FitMembers(node),
            _ => true,
        };
        return fits && (Alternatives.Length == 0 || Array.Exists(Alternatives, alternative => alternative.Fits(node)));
    }

    private static bool IsWithin(double number, (double Least, double Most) bounds) => number >= bounds.Least && number <= bounds.Most;

    private bool FitElements(JsonNode array)
    {
        if (Items is null) return true;
        foreach (var item in array.Items)
        {
            if (!Items.Fits(item)) return false;
        }

        return true;
    }

    private bool FitMembers(JsonNode holder)
    {
        var missing = Required;
        foreach (var member in holder.Items)
        {
            if (Members.TryGetValue(member.Name!, out var known))
            {
                missing &= ~known.Bit;
                if (!known.Shape.Fits(member)) return false;
            }
            else if (!FitsOther(member))
            {
                return false;
            }
        }

        return missing == 0;
    }

    private bool FitsOther(JsonNode member)
    {
        var isNamed = false;
        foreach (var (test, shape) in NamedMembers)
        {
            if (!test(member.Name!)) continue;
            if (!shape.Fits(member)) return false;
            isNamed = true;
        }

        return isNamed || OtherMembers is null || OtherMembers.Fits(member);
    }
}
