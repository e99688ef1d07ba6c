using System.Collections;
using Microsoft.Extensions.Configuration;
using Pdp.Identity.WorkloadApi;
using Pdp.Language.Text;
using Pdp.Server.Auditing;

namespace Pdp.Server.Settings;

/// <summary>
/// Where settings come from: <c>appsettings.json</c>, over it the environment, over it the command line. A name that no
/// setting has is an error, so that a mistyped limit is never silently none.
/// </summary>
internal sealed class SettingSources
{
    /// <summary>What variables of the environment start with.</summary>
    public const string Prefix = "PDP__";

    private const string Section = "Pdp";

    // Near a short name, such as `log`, is many a name that means something else.
    private static IEnumerable<string> Distinctive => AllSettings.Table.Select(static s => s.Name).Where(static n => n.Length > 6);

    private readonly List<SettingError> _errors = [];
    private PdpServerOptions _options = new();

    /// <summary>Reads all sources.</summary>
    /// <param name="file">The settings file; absent is empty.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="commandLine">Setting names and values given on the command line.</param>
    public static (PdpServerOptions Options, IReadOnlyList<SettingError> Errors) Read(
        SettingsFile file, IDictionary environment, IEnumerable<(Setting Setting, string Value)> commandLine)
    {
        var sources = new SettingSources();
        sources.ReadFile(file);
        sources.ReadEnvironment(environment);
        foreach (var (setting, value) in commandLine) sources.Apply(setting, setting.Option, value);
        sources.FindWorkloadApi(environment);
        sources._options = CollectorVariables.Read(environment, sources._options, sources._errors);
        sources.CheckTogether();
        return (sources._options, sources._errors);
    }

    private void ReadFile(SettingsFile file)
    {
        if (file.Error is not null) _errors.Add(file.Error);
        foreach (var member in file.Configuration.GetChildren())
        {
            // Other programs' members stand at the root as well (Logging, AllowedHosts): those are ours that fit, or nearly do.
            var where = $"{member.Key} in {file.Path}";
            if (AllSettings.Table.FirstOrDefault(s => s.Answers(member.Key)) is { } setting) ApplyMember(setting, where, member);
            else if (NearWord.Find(member.Key, Distinctive) is not null) Unknown(where, member.Key, static s => s.Name);
        }

        foreach (var member in file.Configuration.GetSection(Section).GetChildren())
        {
            var where = $"{Section}:{member.Key} in {file.Path}";
            if (AllSettings.Table.FirstOrDefault(s => s.Answers(member.Key)) is not { } setting) Unknown(where, member.Key, static s => s.Name);
            else ApplyMember(setting, where, member);
        }
    }

    private void ReadEnvironment(IDictionary environment)
    {
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in environment)
        {
            if (entry.Key is string name && name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                variables[name] = entry.Value as string ?? "";
            }
        }

        foreach (var (name, value) in variables)
        {
            if (AllSettings.Table.FirstOrDefault(s => s.Answers(name[Prefix.Length..])) is { } setting) Apply(setting, name, value);
            else Unknown(name, name[Prefix.Length..], static s => s.Variable);
        }
    }

    private void ApplyMember(Setting setting, string where, IConfigurationSection member)
    {
        if (member.Value is { } value) Apply(setting, where, value);
        else _errors.Add(new SettingError(where, "expected a text, number or bool, got an object, a list or null"));
    }

    private void Apply(Setting setting, string where, string value)
    {
        var outcome = setting.Apply(_options, value);
        if (outcome.Options is { } options) _options = options;
        else _errors.Add(new SettingError(where, outcome.Error!));
    }

    private void Unknown(string where, string word, Func<Setting, string> spell)
    {
        var near = NearWord.Find(word.Replace('_', '-'), AllSettings.Table.Select(static s => s.Name));
        var help = near is null ? null : $"did you mean `{spell(AllSettings.Table.First(s => s.Name == near))}`?";
        _errors.Add(new SettingError(where, "there is no such setting", help));
    }

    private void CheckTogether()
    {
        if (_options.Grpc.Overlaps(_options.Http))
        {
            _errors.Add(new SettingError(
                "--http", $"`{_options.Http}` takes what `--grpc` has, `{_options.Grpc}`", "give the two different ports or paths"));
        }

        CheckPlace();
        CheckGit();
        CheckBundle();
        CheckTls();
        CheckAudit();
        if (_options.InsecurePlaintext || _options.Tls.IsOn) return;
        foreach (var (name, address) in new[] { ("--grpc", _options.Grpc), ("--http", _options.Http) })
        {
            if (address.IsLocal) continue;
            _errors.Add(new SettingError(
                name,
                $"`{address}` lets other machines connect without encryption, and whoever can connect can ask and read",
                "encrypt with `--tls-cert FILE` and `--tls-key FILE`, listen on 127.0.0.1 or unix:PATH beside an encrypting proxy, or give `--insecure-plaintext` in a network you trust"));
        }
    }

    private static string Encrypting(TlsOptions tls) => tls.WorkloadApi is not null ? "--tls-workload-api" : tls.Vault is not null ? "--tls-vault" : "--tls-cert";

    private void FindWorkloadApi(IDictionary environment)
    {
        if (!_options.Tls.FindsWorkloadApi) return;
        string? error = null;
        if (environment[WorkloadAddress.Variable] is string { Length: > 0 } text && WorkloadAddress.Parse(text, out error) is { } address)
            _options = _options with { Tls = _options.Tls with { WorkloadApi = address } };
        else
            _errors.Add(new SettingError("--tls-workload-api", $"the variable `{WorkloadAddress.Variable}` does not say where it is: {error ?? "it is not set"}", "set it, or give the address itself"));
    }

    private void CheckTls()
    {
        var tls = _options.Tls;
        if (tls.WorkloadApi is null) CheckTlsFiles(tls);
        else CheckWorkloadApi(tls);
        CheckVault(tls);
        if (_options.Forwarded is { Revoked: not null, IsOn: false })
        {
            _errors.Add(new SettingError(
                "--forwarded-crl", "means nothing without authorities of its own", "name them with `--forwarded-client-ca FILE` or `--forwarded-spiffe-bundles BUNDLES`"));
        }

        if (_options.InsecurePlaintext && tls.IsOn)
            _errors.Add(new SettingError("--insecure-plaintext", $"`{Encrypting(tls)}` asks for encryption", "give only one of the two"));
        if (_options.BehindTls && tls.IsOn)
            _errors.Add(new SettingError("--behind-tls", $"`{Encrypting(tls)}` has the server encrypt itself", "give only one of the two"));
    }

    private void CheckTlsFiles(TlsOptions tls)
    {
        if (tls.Vault is null && tls.Certificate is null != tls.Key is null)
        {
            var (given, missing) = tls.Key is null ? ("--tls-cert", "--tls-key") : ("--tls-key", "--tls-cert");
            _errors.Add(new SettingError(given, $"means nothing without `{missing}`", $"give `{missing} FILE` as well"));
        }

        foreach (var (name, isGiven) in new[] { ("--tls-client-ca", tls.ClientAuthorities is not null), ("--tls-spiffe-bundles", !tls.SpiffeBundles.IsEmpty) })
        {
            if (isGiven && !tls.IsOn && tls.Key is null)
                _errors.Add(new SettingError(name, "means nothing without encryption", "give `--tls-cert FILE` and `--tls-key FILE`"));
        }

        if (tls.Revoked is not null && !tls.AsksClients)
        {
            _errors.Add(new SettingError(
                "--tls-crl", "means nothing where clients show no certificates", "name who vouches for them with `--tls-client-ca FILE` or `--tls-spiffe-bundles BUNDLES`"));
        }
    }

    private void CheckWorkloadApi(TlsOptions tls)
    {
        foreach (var (name, isGiven) in new[]
        {
            ("--tls-cert", tls.Certificate is not null), ("--tls-key", tls.Key is not null), ("--tls-client-ca", tls.ClientAuthorities is not null),
            ("--tls-spiffe-bundles", !tls.SpiffeBundles.IsEmpty), ("--tls-crl", tls.Revoked is not null), ("--tls-vault", tls.Vault is not null),
        })
        {
            if (isGiven) _errors.Add(new SettingError(name, "`--tls-workload-api` says where this comes from", "give only one of the two"));
        }
    }

    private void CheckVault(TlsOptions tls)
    {
        if (tls.Vault is null)
        {
            foreach (var (name, isGiven) in new[]
            {
                ("--tls-vault-names", tls.VaultNames.Count > 0), ("--tls-vault-token-file", tls.VaultTokenFile is not null), ("--tls-vault-ca", tls.VaultAuthorities is not null),
            })
            {
                if (isGiven) _errors.Add(new SettingError(name, "means nothing without Vault", "name a role of its PKI with `--tls-vault URL`"));
            }

            return;
        }

        foreach (var (name, isGiven) in new[] { ("--tls-cert", tls.Certificate is not null), ("--tls-key", tls.Key is not null) })
        {
            if (isGiven) _errors.Add(new SettingError(name, "`--tls-vault` says where this comes from", "give only one of the two"));
        }

        if (tls.VaultTokenFile is null) _errors.Add(new SettingError("--tls-vault", "Vault asks for a token", "name its file with `--tls-vault-token-file FILE`"));
        if (tls.VaultNames.Count == 0) _errors.Add(new SettingError("--tls-vault", "the certificate needs a name", "give the names of this server with `--tls-vault-names NAMES`"));
    }

    private void CheckAudit()
    {
        var audit = _options.Audit;
        var given = new AuditSettings { Mode = audit.Mode };
        if (audit.Mode == AuditMode.Off)
        {
            if (audit != given) _errors.Add(new SettingError("--audit", "is off, and other settings of the decision log are given", "give `--audit bounded` or `--audit required`, or none of them"));
            return;
        }

        // what standard output and collectors have taken may be lost: the files are what records are
        if (audit.Folder is null) _errors.Add(new SettingError("--audit", "there is no place for the decision log", "name a folder with `--audit-dir DIR`"));
        foreach (var (name, isGiven) in new[] { ("--audit-otlp-ca", audit.OtlpCa is not null), ("--audit-otlp-token-file", audit.OtlpTokenFile is not null) })
        {
            if (isGiven && audit.Otlp is null) _errors.Add(new SettingError(name, "means nothing without a collector", "name it with `--audit-otlp URL`"));
        }

        if (audit.Otlp is { Url.Scheme: "http" } && audit.OtlpCa is not null) _errors.Add(new SettingError("--audit-otlp-ca", "nobody vouches for a collector that is asked by http", "give `--audit-otlp` an https URL"));
        if (audit.Mode == AuditMode.Required && audit.Permits < 1)
            _errors.Add(new SettingError("--audit-permits", "no PERMIT is given without a record where `--audit` is `required`", "record all of them, or give `--audit bounded`"));
    }

    private void CheckPlace()
    {
        string[] places =
        [
            .. new[] { ("--policies", _options.HasPolicies), ("--git", _options.Git is not null), ("--bundle", _options.Bundle is not null) }
                .Where(static place => place.Item2).Select(static place => place.Item1),
        ];
        if (places.Length > 1)
            _errors.Add(new SettingError(places[^1], $"the policies come from one place, and `{places[0]}` names another", "give only one of them"));
    }

    private void CheckGit()
    {
        if (_options.Git is { } git)
        {
            if (git.IsOpenToOthers && _options.GitKeys is null)
            {
                _errors.Add(new SettingError(
                    "--git", $"whoever is between here and `{git}` can change what is decided",
                    "use https or ssh, or ask for signatures with `--git-keys FILE`"));
            }

            return;
        }

        foreach (var (name, isGiven) in new[] { ("--git-ref", _options.GitRef is not null), ("--git-path", _options.GitPath.Length > 0), ("--git-keys", _options.GitKeys is not null) })
        {
            if (isGiven) _errors.Add(new SettingError(name, "means nothing without a git repository", "name one with `--git URL`"));
        }
    }

    private void CheckBundle()
    {
        if (_options.Bundle is not null)
        {
            if (_options.BundleKeys is null && !_options.BundleUnsigned)
            {
                _errors.Add(new SettingError(
                    "--bundle", "whoever can change what its server has can change what is decided: it has to be signed",
                    "name the keys that may sign it with `--bundle-keys FILE`, or give `--bundle-unsigned` if you trust that server wholly"));
            }

            if (_options.BundleKeys is not null && _options.BundleUnsigned)
                _errors.Add(new SettingError("--bundle-unsigned", "`--bundle-keys` asks for a signature", "give only one of the two"));
            return;
        }

        foreach (var (name, isGiven) in new[]
        {
            ("--bundle-keys", _options.BundleKeys is not null), ("--bundle-unsigned", _options.BundleUnsigned),
            ("--bundle-ca", _options.BundleCa is not null), ("--bundle-token-file", _options.BundleTokenFile is not null),
        })
        {
            if (isGiven) _errors.Add(new SettingError(name, "means nothing without a bundle", "name one with `--bundle URL`"));
        }
    }
}
