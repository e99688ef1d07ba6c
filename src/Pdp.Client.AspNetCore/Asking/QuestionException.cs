namespace Pdp.Client.AspNetCore;

/// <summary>A question cannot be put together; the message is for the operator.</summary>
internal sealed class QuestionException(string message, int statusCode = 500) : Exception(message)
{
    /// <summary>What a caller over HTTP gets for it.</summary>
    public int StatusCode { get; } = statusCode;
}
