using Microsoft.AspNetCore.Http;

namespace Pdp.Server.Access;

/// <summary>What an endpoint asks of its callers: metadata of the endpoint.</summary>
/// <param name="Action">The action that access policies have to permit; null: nothing is asked.</param>
/// <param name="Showing">How a caller can show who it is.</param>
internal sealed record AccessRule(string? Action, CallerShowing Showing)
{
    /// <summary>Answers who is refused, where that is not to be as for other endpoints; null: it is.</summary>
    public Func<HttpContext, Task>? Refuse { get; init; }

    /// <summary>Everybody may: health, and what is published.</summary>
    public static AccessRule Open { get; } = new(null, CallerShowing.Nothing);

    /// <summary>Everybody may: what is sent proves itself whose it is.</summary>
    public static AccessRule Signed { get; } = new(null, CallerShowing.Nothing);

    /// <summary>The endpoint asks itself, of callers that show who they are by their connection.</summary>
    public static AccessRule Own { get; } = new(null, CallerShowing.Connection);

    /// <summary>Asks for an action, of callers that may show a credential.</summary>
    public static AccessRule For(string action) => new(action, CallerShowing.Credential);

}

/// <summary>How a caller shows who it is.</summary>
internal enum CallerShowing
{
    /// <summary>It need not.</summary>
    Nothing,

    /// <summary>By its connection alone: what credentials come with the call are those of somebody else.</summary>
    Connection,

    /// <summary>By a credential in <c>authorization</c>, or by its connection.</summary>
    Credential,
}
