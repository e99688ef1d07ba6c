using Pdp.Contracts.V1;

namespace Pdp.Client;

/// <summary>A request as it is sent, which cannot change any more.</summary>
/// <param name="message">The message.</param>
/// <param name="bytes">The message's bytes; empty when there is a problem.</param>
/// <param name="problem">Why it cannot be sent; null: it can.</param>
internal sealed class FrozenRequest(CheckRequest message, byte[] bytes, string? problem)
{
    public CheckRequest Message => message;

    public byte[] Bytes => bytes;

    public string? Problem => problem;

    /// <summary>Writes a message down.</summary>
    public static FrozenRequest Of(CheckRequest message)
    {
        try
        {
            return new FrozenRequest(message, RequestWriter.Bytes(message), problem: null);
        }
        catch (UnsendableException failure)
        {
            return new FrozenRequest(message, [], failure.Message);
        }
    }
}

/// <summary>A request cannot be sent as it is.</summary>
internal sealed class UnsendableException(string message) : Exception(message);
