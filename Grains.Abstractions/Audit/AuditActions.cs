namespace Sanctum.Audit;

/// <summary>The actions that are audited. A name never changes its meaning.</summary>
public static class AuditActions
{
    /// <summary>A tool ran, or was asked for and did not run.</summary>
    public const string ToolExecute = "tool.execute";

    /// <summary>It was decided whether a tool is enabled, or how long it may run.</summary>
    public const string ToolCatalogUpdate = "tool.catalog.update";

    /// <summary>It was chosen what becomes of messages.</summary>
    public const string SettingsMode = "settings.mode";

    /// <summary>The live configuration was replaced.</summary>
    public const string ConfigPut = "config.put";

    /// <summary>An earlier version of the live configuration was put in force again.</summary>
    public const string ConfigRollback = "config.rollback";

    /// <summary>A feature flag was set.</summary>
    public const string FlagPut = "flag.put";

    /// <summary>A feature flag was deleted.</summary>
    public const string FlagDelete = "flag.delete";

    /// <summary>The settings document of user interfaces was replaced.</summary>
    public const string SettingsUi = "settings.ui";

    /// <summary>The settings of a web chat's bridge were changed by its admin key.</summary>
    public const string BridgeConfig = "bridge.config";

    /// <summary>Idle sessions of a web chat's bridge were removed.</summary>
    public const string BridgeCleanup = "bridge.cleanup";

    /// <summary>All sessions of a web chat's bridge were removed.</summary>
    public const string BridgeClear = "bridge.clear_data";

    /// <summary>Secrets were encrypted under the current key.</summary>
    public const string SecretsReencrypt = "secrets.reencrypt";

    /// <summary>A budget was created or changed.</summary>
    public const string BudgetSet = "budget.set";

    /// <summary>A budget was deleted.</summary>
    public const string BudgetDelete = "budget.delete";

    /// <summary>Tools were registered for an agent.</summary>
    public const string ToolRegister = "tool.register";

    /// <summary>Tools were taken from an agent.</summary>
    public const string ToolUnregister = "tool.unregister";

    /// <summary>A policy refused an agent's turn.</summary>
    public const string ConversationSend = "conversation.send";

    /// <summary>A policy refused a post.</summary>
    public const string PublishPost = "publish.post";

    /// <summary>A policy document was put in force.</summary>
    public const string PolicyPut = "policy.put";

    /// <summary>An earlier version of a policy document was put in force again.</summary>
    public const string PolicyRollback = "policy.rollback";

    /// <summary>A policy document was taken out of force.</summary>
    public const string PolicyDelete = "policy.delete";

    /// <summary>An act waits until a person allows it.</summary>
    public const string ApprovalRequest = "approval.request";

    /// <summary>A person allowed or denied an act.</summary>
    public const string ApprovalAnswer = "approval.answer";

    /// <summary>Nobody answered an approval in time.</summary>
    public const string ApprovalExpire = "approval.expire";

    /// <summary>An export of an agent into a file was asked for.</summary>
    public const string AgentExport = "agent.export";

    /// <summary>An agent was created from a file.</summary>
    public const string AgentImport = "agent.import";

    /// <summary>A person was to be erased everywhere.</summary>
    public const string PersonErase = "person.erase";

    /// <summary>An agent was created or changed.</summary>
    public const string AgentApply = "agent.apply";

    /// <summary>An agent was taken out of service.</summary>
    public const string AgentRetire = "agent.retire";

    /// <summary>A retired agent was taken into service again.</summary>
    public const string AgentRestore = "agent.restore";

    /// <summary>A block of an agent's memory was written by an operator, or a policy refused the agent's own change.</summary>
    public const string MemoryWrite = "memory.write";

    /// <summary>A block of an agent's memory was deleted.</summary>
    public const string MemoryDelete = "memory.delete";

    /// <summary>A queue was paused.</summary>
    public const string QueuePause = "queue.pause";

    /// <summary>A queue was drained.</summary>
    public const string QueueDrain = "queue.drain";

    /// <summary>A pause or drain was undone.</summary>
    public const string QueueResume = "queue.resume";

    /// <summary>What waits in a queue was worked off in batches.</summary>
    public const string QueueProcess = "queue.process";

    /// <summary>Items in error were offered again.</summary>
    public const string QueueReplay = "queue.replay";

    /// <summary>Items were ended without an answer.</summary>
    public const string QueuePurge = "queue.purge";

    /// <summary>A queue was repaired.</summary>
    public const string QueueRepair = "queue.repair";

    /// <summary>An item was offered again.</summary>
    public const string ItemRetry = "item.retry";

    /// <summary>An item was ended without an answer.</summary>
    public const string ItemDiscard = "item.discard";

    /// <summary>A post in error was sent again.</summary>
    public const string PostRetry = "post.retry";

    /// <summary>A post was ended without being sent.</summary>
    public const string PostDiscard = "post.discard";

    /// <summary>All posts in error of an account were sent again.</summary>
    public const string OutboxRetry = "outbox.retry";

    /// <summary>An adapter that is a separate process was registered, or changed.</summary>
    public const string PlatformRegister = "platform.register";

    /// <summary>A registered adapter was forgotten.</summary>
    public const string PlatformUnregister = "platform.unregister";

    /// <summary>An account was connected.</summary>
    public const string AccountConnect = "account.connect";

    /// <summary>An account's agent, credentials, settings or rules were changed.</summary>
    public const string AccountChange = "account.change";

    /// <summary>An account was forgotten.</summary>
    public const string AccountDisconnect = "account.disconnect";

    /// <summary>An account was paused.</summary>
    public const string AccountPause = "account.pause";

    /// <summary>A paused account went on.</summary>
    public const string AccountResume = "account.resume";

    /// <summary>Missed notifications of an account were sought, and taken in.</summary>
    public const string AccountRecover = "account.recover";

    /// <summary>A post was written by hand.</summary>
    public const string PostWrite = "post.write";

    /// <summary>A plug-in was started.</summary>
    public const string PluginStart = "plugin.start";

    /// <summary>A plug-in was stopped.</summary>
    public const string PluginStop = "plugin.stop";

    /// <summary>A plug-in's code was loaded anew.</summary>
    public const string PluginReload = "plugin.reload";

    /// <summary>A plug-in's code was taken out of memory.</summary>
    public const string PluginUnload = "plugin.unload";

    /// <summary>A plug-in's settings were replaced.</summary>
    public const string PluginSettings = "plugin.settings";

    /// <summary>A dead letter's event was dealt with again.</summary>
    public const string DeadLetterReprocess = "dlq.reprocess";

    /// <summary>Dead letters were removed.</summary>
    public const string DeadLetterPurge = "dlq.purge";

    /// <summary>A user was created.</summary>
    public const string UserCreate = "user.create";

    /// <summary>A user signed in, or tried to.</summary>
    public const string UserSignIn = "user.sign_in";

    /// <summary>A user signed out.</summary>
    public const string UserSignOut = "user.sign_out";

    /// <summary>A user's password was changed.</summary>
    public const string UserPassword = "user.password";

    /// <summary>A token was issued that sets a user's password once.</summary>
    public const string UserReset = "user.reset";

    /// <summary>An admin got a one-time password on the machine itself.</summary>
    public const string UserRecover = "user.recover";

    /// <summary>A link was made by which somebody signs in once.</summary>
    public const string UserLink = "user.link";

    /// <summary>A user's roles were replaced.</summary>
    public const string UserRoles = "user.roles";

    /// <summary>A user was disabled.</summary>
    public const string UserDisable = "user.disable";

    /// <summary>A user was enabled again.</summary>
    public const string UserEnable = "user.enable";

    /// <summary>A user's failed sign-ins were forgotten.</summary>
    public const string UserUnlock = "user.unlock";

    /// <summary>A user got a secret for an authenticator app.</summary>
    public const string TotpEnrol = "user.totp_enrol";

    /// <summary>A user has one-time codes asked for from now on.</summary>
    public const string TotpConfirm = "user.totp_confirm";

    /// <summary>A user has no one-time codes asked for any more.</summary>
    public const string TotpRemove = "user.totp_remove";

    /// <summary>A user registered a passkey.</summary>
    public const string PasskeyRegister = "user.passkey_register";

    /// <summary>A user's passkey was deleted, or all of them were.</summary>
    public const string PasskeyDelete = "user.passkey_delete";

    /// <summary>A user ended a session.</summary>
    public const string SessionEnd = "session.end";

    /// <summary>A refresh token was used twice; its session was ended.</summary>
    public const string SessionReuse = "session.reuse";

    /// <summary>A role was created or changed.</summary>
    public const string RolePut = "role.put";

    /// <summary>A role was deleted.</summary>
    public const string RoleDelete = "role.delete";

    /// <summary>An API key was created.</summary>
    public const string KeyCreate = "key.create";

    /// <summary>An API key was revoked.</summary>
    public const string KeyRevoke = "key.revoke";

    /// <summary>A tenant was created.</summary>
    public const string TenantCreate = "tenant.create";

    /// <summary>A tenant's title and quotas were replaced.</summary>
    public const string TenantChange = "tenant.change";

    /// <summary>A tenant was suspended.</summary>
    public const string TenantSuspend = "tenant.suspend";

    /// <summary>A suspended tenant was resumed.</summary>
    public const string TenantResume = "tenant.resume";

    /// <summary>A tenant's admin got a one-time password.</summary>
    public const string TenantResetAdmin = "tenant.reset_admin";

    /// <summary>The deletion of a tenant was begun, or has ended.</summary>
    public const string TenantDelete = "tenant.delete";

    /// <summary>A new key signs access tokens.</summary>
    public const string SigningKeyRotate = "signing_key.rotate";

    /// <summary>An OAuth client was created, or registered itself.</summary>
    public const string OAuthClientCreate = "oauth_client.create";

    /// <summary>An OAuth client's name, redirect URIs or scopes were changed.</summary>
    public const string OAuthClientChange = "oauth_client.change";

    /// <summary>An OAuth client got a new secret.</summary>
    public const string OAuthClientSecret = "oauth_client.secret";

    /// <summary>An OAuth client was revoked.</summary>
    public const string OAuthClientRevoke = "oauth_client.revoke";

    /// <summary>A user allowed an OAuth client to act for them.</summary>
    public const string ConsentGive = "consent.give";

    /// <summary>A user's consent ended.</summary>
    public const string ConsentRevoke = "consent.revoke";

    /// <summary>An account at an OpenID provider signs a user in from now on.</summary>
    public const string AccountLink = "account.link";

    /// <summary>It does not any more.</summary>
    public const string AccountUnlink = "account.unlink";

    /// <summary>The key ring that gateways share has a next key.</summary>
    public const string KeyRingAdd = "key_ring.add";

    /// <summary>A new key signs tokens by OAuth 2.1.</summary>
    public const string OAuthKeyRotate = "oauth_key.rotate";
}
