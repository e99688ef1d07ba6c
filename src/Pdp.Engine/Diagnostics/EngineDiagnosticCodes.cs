namespace Pdp.Engine.Diagnostics;

/// <summary>Codes of the findings in policy sets. A code never changes its meaning.</summary>
public static class EngineDiagnosticCodes
{
    /// <summary>A reference to a policy that does not exist.</summary>
    public const string UnknownPolicy = "PDP0101";

    /// <summary>A reference to a version that does not exist.</summary>
    public const string UnknownVersion = "PDP0102";

    /// <summary>Policies that reference one another in a circle.</summary>
    public const string CircularReference = "PDP0103";

    /// <summary>Two policies with the same id and version.</summary>
    public const string DuplicatePolicy = "PDP0104";

    /// <summary>Two rules or inline policies of one policy with the same id.</summary>
    public const string DuplicateItem = "PDP0105";

    /// <summary>A pin to a policy or version that does not exist.</summary>
    public const string UnknownPin = "PDP0106";

    /// <summary>A reference or pin to a version that is only a shadow.</summary>
    public const string ShadowInForce = "PDP0107";

    /// <summary>Policies nested too deep.</summary>
    public const string TooDeep = "PDP0108";

    /// <summary>References that multiply to too many places.</summary>
    public const string TooManyPlaces = "PDP0109";

    /// <summary>An item of only-one-applicable that is no policy.</summary>
    public const string RuleNotAllowed = "PDP0110";

    /// <summary>A variable or definition that does not exist.</summary>
    public const string UnknownVariable = "PDP0111";

    /// <summary>Variables or definitions that read one another in a circle.</summary>
    public const string CircularVariable = "PDP0112";

    /// <summary>Two definitions of one name.</summary>
    public const string DuplicateDefinition = "PDP0113";

    /// <summary>Two variables of one policy with the same name.</summary>
    public const string DuplicateVariable = "PDP0114";

    /// <summary>An action that the schema does not have.</summary>
    public const string UnknownAction = "PDP0115";

    /// <summary>A property of a notice that occurs twice.</summary>
    public const string DuplicateProperty = "PDP0116";

    /// <summary>A limit that is out of range.</summary>
    public const string InvalidLimit = "PDP0117";

    /// <summary>An expression that, by the bounds of the schema, can draw more work than the limit.</summary>
    public const string TooDear = "PDP0118";

    /// <summary>Two schemas of one type, action or attribute.</summary>
    public const string DuplicateSchema = "PDP0201";

    /// <summary>A pattern that is no regular expression of RE2's language.</summary>
    public const string InvalidPattern = "PDP0202";

    /// <summary>An action that is said to be between types that the schema does not have.</summary>
    public const string UnknownType = "PDP0203";

    /// <summary>A default that does not fit its own type.</summary>
    public const string InvalidDefault = "PDP0204";

    /// <summary>An attribute that only the PDP's data may supply, where it has none.</summary>
    public const string NoData = "PDP0205";

    /// <summary>An entity's data that do not fit the schema.</summary>
    public const string InvalidEntity = "PDP0206";

    /// <summary>Two entities of the same type and id.</summary>
    public const string DuplicateEntity = "PDP0207";

    /// <summary>A variable that nothing reads.</summary>
    public const string UnreadVariable = "PDP0301";

    /// <summary>A policy with deny rules that is no root: it denies only where the policies that reference it apply.</summary>
    public const string DenyBelowRoot = "PDP0302";

    /// <summary>A deny rule that is silent when the caller leaves an attribute out.</summary>
    public const string SilentDeny = "PDP0303";

    /// <summary>A version in force that is not evaluated, since all references name other versions.</summary>
    public const string NotEvaluated = "PDP0304";

    /// <summary>A rule or policy that applies to no request that the schema allows.</summary>
    public const string NeverApplies = "PDP0305";

    /// <summary>A notice of a rule that holds for the other effect.</summary>
    public const string NeverDue = "PDP0306";

    /// <summary>A version that is not in force and would not load if it were.</summary>
    public const string InactiveInvalid = "PDP0307";
}
