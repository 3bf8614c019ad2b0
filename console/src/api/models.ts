/** What the API sends, as the console reads it. Instants are `YYYY-MM-DD HH:MM:SS` in UTC, dates `YYYY-MM-DD`. */

export interface Named {
  id: number;
  name: string;
}

export interface Account extends Named {
  account_status_id: number;
  account_type_id: number;
  account_groups: number[];
  balance_due: number | string;
  balance_total: number | string;
  sub_accounts: number[];
  next_bill_date: string | null;
  delinquent: boolean;
}

export interface PhoneNumber {
  number: string;
  extension?: string | number | null;
}

export type PhoneType = 'work' | 'home' | 'mobile' | 'fax';

export interface Contact extends Named {
  role: string | null;
  email_address: string | null;
  phone_numbers: Partial<Record<PhoneType, PhoneNumber | null>> | [] | null;
  email_message_categories: number[];
  primary: boolean;
  username: string | null;
}

export interface Address {
  id: number;
  line1: string;
  line2: string | null;
  city: string;
  state: string;
  county: string | null;
  zip: string;
  country: string;
  latitude: number | string | null;
  longitude: number | string | null;
  address_type_id: number;
}

export type NoteCategory = 'inquiry' | 'billing' | 'support' | 'sales' | 'other';

export interface Note {
  id: number;
  category: NoteCategory;
  message: string;
  username: string | null;
  priority: 0 | 1 | 2;
  created_at?: string;
}

export interface Task {
  id: number;
  description: string;
  user_id: number | null;
  due_date: string | null;
  complete: boolean;
  completed_by: number | null;
  completed_at: string | null;
}

export interface StoredFile {
  id: number;
  filename: string;
  size_in_bytes: number;
  description: string | null;
  mime_type: string;
  uploader: string | null;
}

export interface CallLog {
  id: number;
  account_id: number;
  time_in_seconds: number;
  subject: string;
  body: string;
  user_id: number | null;
  created_at: string;
}

export interface Contract {
  id: number;
  contract_name: string;
  contract_text: string;
  contact_id: number | null;
  term_in_months: number | null;
  acceptance_datetime: string | null;
  expiration_date: string | null;
  custom_message: string | null;
  signer_name: string | null;
  signer_ip: string | null;
  unique_link_key: string | null;
}

export interface ContractTemplate extends Named {
  body: string;
  term_in_months: number | null;
  active: boolean;
}

export interface AccountStatus extends Named {
  active: boolean;
  color: string;
  account_super_user_only: boolean;
}

export interface AccountType extends Named {
  type: 'residential' | 'commercial';
}

export interface CustomField extends Named {
  type: 'text' | 'checkbox' | 'select' | 'date';
  unique: boolean;
  active: boolean;
  entity_type: string;
  select_options: { text: string }[];
}

export interface CustomFieldValue {
  custom_field_id: number;
  data: string | boolean | null;
}

export interface TemplateTask {
  id: number;
  task: string;
}

export interface User extends Named {
  username: string;
  public_name: string;
  locale: string;
  role_id: number;
  email_address: string;
  mobile_number: string | null;
}

export interface Role extends Named {
  permissions?: string[];
  built_in?: boolean;
}

export interface Permission {
  key: string;
  resource: string;
  action: string;
  description: string;
}

export interface SessionUser extends User {
  totp_enabled: boolean;
  must_reset: boolean;
}

export interface Session {
  user: SessionUser;
  permissions: string[];
  super_admin: boolean;
  must_enrol_totp: boolean;
}

export interface Token extends Named {
  last_four: string;
  created_at: string;
  last_used_at: string | null;
  expires_at: string | null;
  token?: string;
}

export interface SearchHit {
  entity: string;
  id: number;
  account_id: number | null;
  title: string;
  subtitle: string | null;
  matched: string | null;
}

export interface AuditEntry {
  id: number;
  created_at: string;
  user_id: number | null;
  username: string | null;
  action: 'create' | 'update' | 'delete';
  entity: string;
  entity_id: number | null;
  request_id: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

export type JobState = 'queued' | 'running' | 'done' | 'dead';

export interface BackgroundJob {
  id: number;
  kind: string;
  state: JobState;
  attempts: number;
  max_attempts: number;
  progress_done: number | null;
  progress_total: number | null;
  last_error: string | null;
  run_at: string;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

export interface Schedule {
  name: string;
  cron: string;
  next_run_at: string | null;
  last_run_at: string | null;
}

export interface ApplicationSettings {
  locale: string;
  timezone: string;
  country: string;
  thousands_separator: string;
  decimal_separator: string;
  date_format: string;
  currency_symbol: string;
  time_format: string;
  units: 'metric' | 'imperial';
}

export interface Kpi {
  active_accounts: number;
  delinquent_accounts: number;
  all_accounts: number;
  count_of_accounts_status_changed_in_last_30_days: number;
  accounts_by_status_id?: Record<string, number>;
  today: { accounts: number; accounts_activated: number; contracts_expiring: number; [key: string]: unknown };
  [key: string]: unknown;
}
