using System.Text.RegularExpressions;

namespace Pdp.Conformance.Tests.Golden;

/// <summary>
/// Writes out the macros that cel-go expands before it checks and that have no node of the same meaning here: those of
/// protobuf's extension fields, which policies do not have, and <c>optMap</c>, which reads its receiver twice there.
/// </summary>
internal static partial class GoldenMacros
{
    public static string Expand(string text)
    {
        text = GetExtension().Replace(text, "${message}.`${field}`");
        text = HasExtension().Replace(text, "has(${message}.`${field}`)");
        return OptionalMap().Replace(
            text, "(${of}.hasValue() ? optional.of(cel.bind(${variable}, ${of}.value(), ${body})) : optional.none())");
    }

    [GeneratedRegex(@"proto\.getExt\((?<message>\w+), (?<field>[\w.]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex GetExtension();

    [GeneratedRegex(@"proto\.hasExt\((?<message>\w+), (?<field>[\w.]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex HasExtension();

    [GeneratedRegex(@"(?<of>optional\.\w+\(\w*\))\.optMap\((?<variable>\w+), (?<body>[^()]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex OptionalMap();
}
