namespace Pdp.Language.Runtime;

/// <summary>The three outcomes of a condition.</summary>
public enum Truth
{
    /// <summary>The condition is false.</summary>
    False,

    /// <summary>The condition is true.</summary>
    True,

    /// <summary>The condition has no value; <see cref="Frame.Error"/> says why.</summary>
    Error,
}
