namespace Pdp.Bundles;

/// <summary>Codes of the findings in policy documents before they are compiled. A code never changes its meaning.</summary>
public static class DocumentDiagnosticCodes
{
    /// <summary>A folder or file that cannot be read, or a link that leads out of the policy folder.</summary>
    public const string Unreadable = "PDP0001";

    /// <summary>More, larger or deeper than the limits allow.</summary>
    public const string TooLarge = "PDP0002";

    /// <summary>The file is not UTF-8, or begins with a byte order mark.</summary>
    public const string Encoding = "PDP0003";

    /// <summary>The text is no JSON.</summary>
    public const string Syntax = "PDP0004";

    /// <summary>A member that its object has twice.</summary>
    public const string DuplicateMember = "PDP0005";

    /// <summary>A number too large for a double.</summary>
    public const string NumberOverflow = "PDP0006";

    /// <summary>A document whose <c>kind</c> or <c>apiVersion</c> is missing or unknown.</summary>
    public const string UnknownKind = "PDP0010";

    /// <summary>A member that is not allowed here.</summary>
    public const string UnknownMember = "PDP0011";

    /// <summary>A member that has to be here is absent.</summary>
    public const string MissingMember = "PDP0012";

    /// <summary>A value of another type than its place needs.</summary>
    public const string WrongType = "PDP0013";

    /// <summary>A word that is none of those allowed here.</summary>
    public const string NotAllowed = "PDP0014";

    /// <summary>A text that has not the form its place needs: an id, a name, a time.</summary>
    public const string Malformed = "PDP0015";

    /// <summary>A number, or a number of elements, out of range.</summary>
    public const string OutOfRange = "PDP0016";

    /// <summary>A keyword of a schema that means nothing for the type it stands with.</summary>
    public const string MisplacedKeyword = "PDP0017";

    /// <summary>The folder has no policy at all.</summary>
    public const string NoPolicy = "PDP0020";

    /// <summary>A <c>Bundle</c> document elsewhere than in <c>bundle.json</c> at the root.</summary>
    public const string MisplacedBundle = "PDP0021";

    /// <summary>The context is described by two documents.</summary>
    public const string DuplicateContext = "PDP0022";

    /// <summary>Two tests of one document with the same name.</summary>
    public const string DuplicateTest = "PDP0023";

    /// <summary>A test names a subject, resource or context that its document does not have.</summary>
    public const string UnknownFixture = "PDP0024";

    /// <summary>An attribute that is required or described where it cannot be.</summary>
    public const string UnknownAttribute = "PDP0025";

    /// <summary>Two routes of a gateway that take the same requests.</summary>
    public const string DuplicateRoute = "PDP0026";

    /// <summary>A part of the path that the route's template does not name.</summary>
    public const string UnknownParameter = "PDP0027";

    /// <summary>Two gateways of the same id, or for the same host.</summary>
    public const string DuplicateGateway = "PDP0028";
}
