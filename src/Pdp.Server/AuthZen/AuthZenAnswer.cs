using Microsoft.AspNetCore.Http;

namespace Pdp.Server.AuthZen;

/// <summary>What is answered: JSON, or for an error a text.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
/// <param name="IsJson">Whether the body is JSON.</param>
internal readonly record struct AuthZenAnswer(int Status, ReadOnlyMemory<byte> Body, bool IsJson)
{
    /// <summary>A good answer.</summary>
    public static AuthZenAnswer Json(ReadOnlyMemory<byte> body) => new(StatusCodes.Status200OK, body, true);

    /// <summary>The request is not one.</summary>
    /// <param name="why">What is wrong with it.</param>
    public static AuthZenAnswer BadRequest(string why) => Error(StatusCodes.Status400BadRequest, why);

    /// <summary>There is no good answer.</summary>
    public static AuthZenAnswer Error(int status, string why) => new(status, System.Text.Encoding.UTF8.GetBytes(why + "\n"), false);
}
