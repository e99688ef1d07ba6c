using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Pdp.Bundles;
using Pdp.Bundles.Archives.Signing;
using Pdp.Bundles.Keeping;
using Pdp.Bundles.Sources;
using Pdp.Bundles.Sources.Git;
using Pdp.Bundles.Sources.Git.Signatures;
using Pdp.Bundles.Sources.Https;
using Pdp.Bundles.Sources.Watching;
using Pdp.Server.Hosting;
using Pdp.Server.Settings;

namespace Pdp.Server.Reloading;

/// <summary>The source of the policies that the settings name.</summary>
internal static class PolicySources
{
    /// <summary>Opens the source.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="kept">What was in force in an earlier run, behind which the source may not go back; null: nothing is known.</param>
    /// <param name="clock">The time.</param>
    /// <param name="warn">Is told what works less well than it might, and why.</param>
    /// <exception cref="StartUpException">A file that the settings name cannot be used.</exception>
    public static IPolicySource Open(PdpServerOptions options, KeptRevision? kept, TimeProvider clock, Action<string> warn) => options switch
    {
        { Git: { } repository } => new GitSource(
            new GitOptions
            {
                Location = repository,
                Reference = options.GitRef,
                Folder = options.GitPath,
                Signers = options.GitKeys is { } keys ? Read("--git-keys", keys, text => AllowedSigners.Parse(text, clock.LocalTimeZone)) : null,
                Timeout = options.GitTimeout,
                Poll = options.Poll,
                Notices = options.Watch && options.Reload,
                State = options.State,
                AllowRollback = options.AllowRollback,
                Since = kept?.Origin.Commit,
            },
            new LoadOptions(), clock, warn),
        { Bundle: { } bundle } => new HttpsSource(
            new HttpsOptions
            {
                Location = bundle,
                Keys = options.BundleKeys is { } pem ? Read("--bundle-keys", pem, BundleKeys.Parse) : null,
                Authorities = options.BundleCa is { } authorities ? Read("--bundle-ca", authorities, ReadAuthorities) : null,
                TokenFile = options.BundleTokenFile,
                Timeout = options.BundleTimeout,
                Wait = options.BundleWait,
                Poll = options.Poll,
            },
            new LoadOptions(), clock),
        _ => new FolderSource(
            options.Policies, new LoadOptions(), new WatchOptions { Notices = options.Watch && options.Reload, Poll = options.Poll }, clock, warn),
    };

    /// <summary>What to do when the source has nothing that can be served.</summary>
    /// <param name="options">The settings.</param>
    public static string Help(PdpServerOptions options) => options switch
    {
        { Git: not null } => "correct what is told above",
        { Bundle: not null } => "correct what is told above; `pdp bundle verify` checks a bundle without serving",
        _ when Directory.Exists(options.Policies) => $"correct what is told above; `pdp validate {options.Policies}` checks without serving",
        _ => "name the folder of policy documents with `--policies DIR` (the default is `policies` in the current folder)",
    };

    /// <summary>
    /// What tells the source from others, with all that decides what it has and whom it believes: policies that were signed with a key
    /// that may not sign any more are not served from what was kept.
    /// </summary>
    /// <param name="options">The settings.</param>
    public static string Key(PdpServerOptions options)
    {
        string?[] parts = options switch
        {
            { Git: { } git } => ["git", git.Name, options.GitRef, options.GitPath, Digest(options.GitKeys)],
            { Bundle: { } bundle } => ["bundle", bundle.Digest, Digest(options.BundleKeys), options.BundleUnsigned ? "unsigned" : ""],
            _ => ["folder", Path.GetFullPath(options.Policies)],
        };

        // addresses may hold secrets
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts))));
    }

    // a file that cannot be read keeps the server from starting, when the source is opened
    private static string Digest(string? path)
    {
        try
        {
            return path is null ? "" : Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return "unreadable";
        }
    }

    private static X509Certificate2Collection ReadAuthorities(string pem)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(pem);
        return authorities.Count > 0 ? authorities : throw new BundleKeyException("it has no certificate in PEM, which begins with `-----BEGIN CERTIFICATE-----`");
    }

    private static T Read<T>(string setting, string path, Func<string, T> parse)
    {
        try
        {
            return parse(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is BundleKeyException or AllowedSignersException)
        {
            throw new StartUpException($"`{setting}`: cannot use `{path}`: {exception.Message}", help: null, exception);
        }
        catch (CryptographicException exception)
        {
            throw new StartUpException($"`{setting}`: cannot use `{path}`: a certificate in it is damaged", help: null, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new StartUpException($"`{setting}`: `{path}` cannot be read: {exception.Message.TrimEnd('.')}", help: null, exception);
        }
    }
}
