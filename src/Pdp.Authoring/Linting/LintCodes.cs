namespace Pdp.Authoring.Linting;

/// <summary>Codes of what the linter finds besides the warnings of loading. A code never changes its meaning.</summary>
public static class LintCodes
{
    /// <summary>A rule or policy whose conditions exclude one another, or are false for every request.</summary>
    public const string NeverTrue = "PDP0310";

    /// <summary>A rule that another rule leaves nothing to say.</summary>
    public const string Shadowed = "PDP0311";

    /// <summary>A deny rule that is an error when an optional attribute is absent.</summary>
    public const string DenyCanFail = "PDP0312";

    /// <summary>A permit rule that permits because the caller leaves an attribute out.</summary>
    public const string PermitsWithout = "PDP0313";

    /// <summary>A permit rule without any condition.</summary>
    public const string PermitsAll = "PDP0314";

    /// <summary>A condition that is true for every request.</summary>
    public const string AlwaysTrue = "PDP0315";

    /// <summary>A definition that nothing reads.</summary>
    public const string UnreadDefinition = "PDP0316";

    /// <summary>An attribute of the schema that no expression reads.</summary>
    public const string UnreadAttribute = "PDP0317";

    /// <summary>An action of the schema that no rule permits.</summary>
    public const string UnpermittedAction = "PDP0318";

    /// <summary>A policy that is referenced in several versions.</summary>
    public const string MixedVersions = "PDP0319";

    /// <summary>A shadow version that is older than the version in force.</summary>
    public const string OldShadow = "PDP0320";

    /// <summary>A pin to the version that would be in force without it.</summary>
    public const string IdlePin = "PDP0321";

    /// <summary>A waiver of something that is not found.</summary>
    public const string IdleWaiver = "PDP0322";

    /// <summary>A variable of a macro that hides a root of the request, or of names.</summary>
    public const string HidesRoot = "PDP0323";

    /// <summary>A policy that permits by its combining whatever its rules do not deny.</summary>
    public const string PermitsRest = "PDP0324";

    /// <summary>Whether a code is one of these.</summary>
    internal static bool IsLint(string code) => string.CompareOrdinal(code, NeverTrue) >= 0 && string.CompareOrdinal(code, PermitsRest) <= 0;
}
