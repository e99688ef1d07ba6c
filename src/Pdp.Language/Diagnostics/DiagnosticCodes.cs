namespace Pdp.Language.Diagnostics;

/// <summary>Codes of the findings in expressions. A code never changes its meaning.</summary>
public static class DiagnosticCodes
{
    /// <summary>The text is no expression.</summary>
    public const string Syntax = "CEL0001";

    /// <summary>The text is longer or nested deeper than the limits allow.</summary>
    public const string TooComplex = "CEL0002";

    /// <summary>A macro is called with arguments it cannot take.</summary>
    public const string MacroArgument = "CEL0003";

    /// <summary>A literal is malformed or out of range.</summary>
    public const string Literal = "CEL0004";

    /// <summary>A name means nothing here.</summary>
    public const string UnknownName = "CEL0101";

    /// <summary>An attribute that the schema does not have.</summary>
    public const string UnknownAttribute = "CEL0102";

    /// <summary>A function that does not exist.</summary>
    public const string UnknownFunction = "CEL0103";

    /// <summary>A function exists, but not for arguments of these types.</summary>
    public const string NoOverload = "CEL0104";

    /// <summary>An expression has another type than its place needs.</summary>
    public const string TypeMismatch = "CEL0105";

    /// <summary>A constant that can never equal the attribute it is compared with (not one of its enum values).</summary>
    public const string NotAnEnumValue = "CEL0106";

    /// <summary>An attribute that is read without a type: one outside an open schema, or one read through <c>properties</c>.</summary>
    public const string UntypedAttribute = "CEL0107";

    /// <summary>A message type, or another construct, that this project does not have.</summary>
    public const string Unsupported = "CEL0108";

    /// <summary>A constant argument (duration, timestamp, pattern, address) that the function will always reject.</summary>
    public const string InvalidConstant = "CEL0109";
}
