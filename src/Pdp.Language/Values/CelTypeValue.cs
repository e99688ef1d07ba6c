using Pdp.Language.Types;

namespace Pdp.Language.Values;

/// <summary>A type as a value: what <c>type(x)</c> yields and names such as <c>int</c> denote.</summary>
/// <param name="type">The type; equality is by name, parameters are not looked at.</param>
public sealed class CelTypeValue(CelType type) : CelObject
{
    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Type;

    /// <summary>The type.</summary>
    public CelType Type { get; } = type;
}
