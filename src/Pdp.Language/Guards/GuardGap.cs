using Pdp.Language.Text;

namespace Pdp.Language.Guards;

/// <summary>A part of a condition that no index can look up, and that leaves a way to the condition's truth without a key.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Span">Where it stands in the condition's text; of a part of a variable, where the variable is read.</param>
/// <param name="IsAlternative">Whether it is one of several of which one is enough: a side of <c>||</c>.</param>
public sealed record GuardGap(GuardGapKind Kind, TextSpan Span, bool IsAlternative);

/// <summary>Why a part of a condition has no key.</summary>
public enum GuardGapKind
{
    /// <summary>Nothing is known of it.</summary>
    Other,

    /// <summary>It is always true.</summary>
    AlwaysTrue,

    /// <summary>It asks for every value but some.</summary>
    Negation,

    /// <summary>It compares two attributes: the value to look up does not stand in the rule.</summary>
    TwoAttributes,

    /// <summary>It asks only whether an attribute is there.</summary>
    Presence,

    /// <summary>It asks for text inside, or at the end, of a string.</summary>
    InnerText,

    /// <summary>It matches a pattern that does not begin with <c>^</c> and a literal.</summary>
    Pattern,

    /// <summary>It looks at each element of a list, for more than equality with constants.</summary>
    Loop,

    /// <summary>It compares something computed, and not an attribute.</summary>
    Computed,

    /// <summary>It calls a function whose results cannot be looked up.</summary>
    Function,

    /// <summary>It compares with a list, a map or another constant that has no key.</summary>
    Container,

    /// <summary>It has more alternatives of different attributes than are told apart.</summary>
    TooManyAlternatives,
}
