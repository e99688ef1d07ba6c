namespace Pdp.Language.Values;

/// <summary>Marks a value whose content stands in <see cref="Value"/>'s bits: there is one tag per such kind.</summary>
internal sealed class KindTag : CelObject
{
    public static readonly KindTag Null = new(ValueKind.Null);
    public static readonly KindTag Bool = new(ValueKind.Bool);
    public static readonly KindTag Int = new(ValueKind.Int);
    public static readonly KindTag Uint = new(ValueKind.Uint);
    public static readonly KindTag Double = new(ValueKind.Double);
    public static readonly KindTag Timestamp = new(ValueKind.Timestamp);
    public static readonly KindTag Duration = new(ValueKind.Duration);

    private KindTag(ValueKind kind) => Kind = kind;

    public override ValueKind Kind { get; }
}
