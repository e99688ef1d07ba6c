using System.Text;
using Pdp.Bundles.Archives.Signing;
using Pdp.Server.Hosting;

namespace Pdp.Server.Auditing;

/// <summary>Reads the keys of the decision log.</summary>
internal static class AuditKeys
{
    private const int LeastSecret = 16;

    /// <summary>The private key that signs checkpoints.</summary>
    /// <exception cref="StartUpException">It cannot be used.</exception>
    public static SigningKey Signing(string path)
    {
        try
        {
            return SigningKey.Parse(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or BundleKeyException)
        {
            throw new StartUpException($"the key of the decision log's checkpoints, `{path}`, cannot be used: {exception.Message.TrimEnd('.')}", "`openssl ecparam -name prime256v1 -genkey -noout` makes one", exception);
        }
    }

    /// <summary>The secret that sensitive attributes are hashed with.</summary>
    /// <exception cref="StartUpException">It cannot be used.</exception>
    public static byte[] Secret(string path)
    {
        try
        {
            var secret = Encoding.UTF8.GetBytes(File.ReadAllText(path).Trim());
            return secret.Length >= LeastSecret ? secret : throw new IOException($"it has {secret.Length} bytes: it needs at least {LeastSecret}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartUpException($"the secret of the decision log, `{path}`, cannot be used: {exception.Message.TrimEnd('.')}", "`openssl rand -hex 32` makes one", exception);
        }
    }
}
