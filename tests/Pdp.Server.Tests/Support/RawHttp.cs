using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Pdp.Server.Tests.Support;

/// <summary>HTTP/1.1 as it stands on the wire, for what clients do not send.</summary>
internal static class RawHttp
{
    /// <summary>Sends octets, one for each character, to the HTTP address and reads until the server closes the connection.</summary>
    public static async Task<string> SendAsync(RunningServer server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)server.Server.HttpEndPoint, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // a server that answers before it has all of a body resets the connection
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }
}
